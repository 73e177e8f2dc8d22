#include "hub/store/outbox.hpp"

#include "hub/store/columns.hpp"
#include "hub/store/compression.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

namespace {

using queue::Delivery;
using queue::DeliveryId;
using queue::DeliveryState;

constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30;

Delivery delivery_in(const Row& row, DeliveryState state) {
  Delivery delivery;
  delivery.id = DeliveryId(row.whole(0));
  delivery.connection = ConnectionId(row.whole(1));
  delivery.key = row.text(2);
  delivery.media_type = row.text(3);
  delivery.state = state;
  delivery.attempts = row.whole(4);
  delivery.created_at = instant(row.whole(5));
  delivery.due_at = instant(row.whole(6));
  delivery.reason = row.text(7);
  delivery.alert = AlertId(row.whole(8));
  delivery.handed = row.whole(9);
  return delivery;
}

Error not_in(DeliveryId id, std::string_view state) {
  return {Fault::conflict,
          "delivery " + to_string(id) + " is not " + std::string(state) + " (any more)"};
}

Status exactly_one(const Result<std::int64_t>& changed, Error otherwise) {
  if (!changed) return changed.error();
  if (*changed != 1) return otherwise;
  return done();
}

class Outbox final : public queue::Outbox {
 public:
  Outbox(Database& database, const queue::OutboxSettings& settings)
      : database_(database), settings_(settings) {}

  Result<bool> put(const queue::NewDelivery& delivery, Instant created) override;
  Result<std::optional<queue::Delivery>> claim(Instant now) override;
  Status delivered(queue::DeliveryId id, Instant now) override;
  Status failed(queue::DeliveryId id, std::string_view reason, Instant now,
                queue::Reached reached) override;
  Status hold(queue::DeliveryId id, std::string_view reason) override;
  Status withdraw(queue::DeliveryId id, std::string_view reason) override;
  Status release(queue::DeliveryId id, Instant now) override;
  Result<std::vector<queue::Delivery>> of(AlertId alert) override;
  Result<std::vector<queue::Delivery>> list(queue::DeliveryState state, queue::DeliveryId after,
                                            std::int64_t size) override;
  Result<std::int64_t> count(queue::DeliveryState state) override;

 private:
  Database& database_;
  queue::OutboxSettings settings_;
};

Result<bool> Outbox::put(const queue::NewDelivery& delivery, Instant created) {
  const std::string raw = compress(delivery.bytes);
  auto changed = database_.run(
      "INSERT INTO delivery (connection_id, dedupe_key, media_type, raw, created_at, due_at, "
      "alert_id) VALUES ($1, $2, $3, $4, $5, $5, $6) "
      "ON CONFLICT (connection_id, dedupe_key) DO NOTHING",
      {delivery.connection.number(), delivery.key, delivery.media_type, Blob{raw},
       microseconds(created), delivery.alert.number()});
  if (!changed) return std::move(changed).error();
  return *changed == 1;
}

Result<std::optional<Delivery>> Outbox::claim(Instant now) {
  if (database_.in_transaction())
    return Error{Fault::conflict,
                 "a delivery is claimed outside transactions, or its attempt is not durable"};
  auto transaction = Transaction::begin(database_);
  if (!transaction) return std::move(transaction).error();
  TRELLIS_TRY(database_.run(
      "UPDATE delivery SET state = 'held', reason = 'every attempt ended without an answer' "
      "WHERE state = 'waiting' AND due_at <= $1 AND attempts >= $2",
      {microseconds(now), settings_.most_attempts}));
  auto row = database_.row(
      "SELECT id, connection_id, dedupe_key, media_type, attempts, created_at, due_at, reason, "
      "alert_id, handed, raw FROM delivery WHERE state = 'waiting' AND due_at <= $1 "
      "ORDER BY due_at, id LIMIT 1",
      {microseconds(now)});
  if (!row) return std::move(row).error();
  if (!*row) {
    TRELLIS_TRY(transaction->commit());
    return std::optional<Delivery>();
  }
  Delivery delivery = delivery_in(**row, DeliveryState::waiting);
  delivery.attempts += 1;
  delivery.handed += 1;  // until it is known that it was not
  delivery.due_at = now + settings_.lease;
  TRELLIS_TRY(database_.run(
      "UPDATE delivery SET attempts = $1, due_at = $2, handed = $3 WHERE id = $4",
      {delivery.attempts, microseconds(delivery.due_at), delivery.handed, delivery.id.number()}));
  TRELLIS_TRY(transaction->commit());

  auto bytes = decompress((*row)->text(10), most_bytes);
  if (!bytes) {
    TRELLIS_TRY(hold(delivery.id, bytes.error().message));
    return claim(now);
  }
  delivery.bytes = *std::move(bytes);
  return std::optional(std::move(delivery));
}

Status Outbox::delivered(DeliveryId id, Instant now) {
  return exactly_one(
      database_.run("UPDATE delivery SET state = 'delivered', reason = '', due_at = $1 "
                    "WHERE id = $2 AND state <> 'delivered' AND attempts > 0",
                    {microseconds(now), id.number()}),
      not_in(id, "being delivered"));
}

Status Outbox::failed(DeliveryId id, std::string_view reason, Instant now, queue::Reached reached) {
  auto row = database_.row("SELECT attempts, state FROM delivery WHERE id = $1", {id.number()});
  if (!row) return std::move(row).error();
  if (*row && (*row)->text(1) == queue::to_string(DeliveryState::withdrawn)) return done();
  const std::int64_t attempts = *row ? (*row)->whole(0) : 0;
  const auto state =
      attempts < settings_.most_attempts ? DeliveryState::waiting : DeliveryState::held;
  const Instant due = now + queue::wait_after(attempts, settings_);
  const std::int64_t not_handed = reached == queue::Reached::surely_not ? 1 : 0;
  return exactly_one(
      database_.run("UPDATE delivery SET state = $1, reason = $2, due_at = $3, "
                    "handed = handed - $4 WHERE id = $5 AND state = 'waiting' AND attempts > 0",
                    {queue::to_string(state), reason, microseconds(due), not_handed, id.number()}),
      not_in(id, "being delivered"));
}

Status Outbox::hold(DeliveryId id, std::string_view reason) {
  return exactly_one(
      database_.run("UPDATE delivery SET state = 'held', reason = $1, "
                    "handed = handed - 1 WHERE id = $2 AND state = 'waiting' AND attempts > 0",
                    {reason, id.number()}),
      not_in(id, "being delivered"));
}

Status Outbox::withdraw(DeliveryId id, std::string_view reason) {
  return exactly_one(database_.run("UPDATE delivery SET state = 'withdrawn', reason = $1 "
                                   "WHERE id = $2 AND state IN ('waiting', 'held')",
                                   {reason, id.number()}),
                     not_in(id, "waiting or held"));
}

Status Outbox::release(DeliveryId id, Instant now) {
  return exactly_one(database_.run("UPDATE delivery SET state = 'waiting', due_at = $1, "
                                   "attempts = CASE state WHEN 'held' THEN 0 ELSE attempts END "
                                   "WHERE id = $2 AND state IN ('waiting', 'held')",
                                   {microseconds(now), id.number()}),
                     not_in(id, "waiting or held"));
}

Result<std::vector<Delivery>> Outbox::list(DeliveryState state, DeliveryId after,
                                           std::int64_t size) {
  auto rows = database_.rows(
      "SELECT id, connection_id, dedupe_key, media_type, attempts, created_at, due_at, reason, "
      "alert_id, handed FROM delivery WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3",
      {queue::to_string(state), after.number(), size});
  if (!rows) return std::move(rows).error();
  std::vector<Delivery> list;
  for (const Row& row : *rows) list.push_back(delivery_in(row, state));
  return list;
}

Result<std::vector<Delivery>> Outbox::of(AlertId alert) {
  auto rows = database_.rows(
      "SELECT id, connection_id, dedupe_key, media_type, attempts, created_at, due_at, reason, "
      "alert_id, handed, state FROM delivery WHERE alert_id = $1 AND alert_id <> 0 ORDER BY id",
      {alert.number()});
  if (!rows) return std::move(rows).error();
  std::vector<Delivery> list;
  for (const Row& row : *rows) {
    auto state = queue::parse_delivery_state(row.text(10));
    if (!state) return std::move(state).error();
    list.push_back(delivery_in(row, *state));
  }
  return list;
}

Result<std::int64_t> Outbox::count(DeliveryState state) {
  auto row =
      database_.row("SELECT count(*) FROM delivery WHERE state = $1", {queue::to_string(state)});
  if (!row) return std::move(row).error();
  return (*row)->whole(0);
}

}  // namespace

std::unique_ptr<queue::Outbox> make_outbox(Database& database,
                                           const queue::OutboxSettings& settings) {
  return std::make_unique<Outbox>(database, settings);
}

}  // namespace trellis::store
