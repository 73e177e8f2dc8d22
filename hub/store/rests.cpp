#include "hub/store/rests.hpp"

#include "hub/store/columns.hpp"
#include "hub/store/compression.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {
namespace {

// A large input is many rows of this size: none needs it whole in memory.
constexpr std::size_t piece_bytes = std::size_t{1} << 20;

std::int64_t whole(std::uint64_t number) { return static_cast<std::int64_t>(number); }

class Rests final : public queue::Rests {
 public:
  explicit Rests(Database& database) : database_(database) {}

  Status keep(const queue::Rest& rest, queue::InputBytes& input) override {
    auto transaction = Transaction::begin(database_);
    if (!transaction) return std::move(transaction).error();
    auto known =
        database_.row("SELECT held_id FROM held_rest WHERE held_id = $1", {rest.held.number()});
    if (!known) return std::move(known).error();
    if (!*known) {
      auto inserted = database_.run(
          "INSERT INTO held_rest (held_id, input, stream, start, file) VALUES ($1, $2, $3, $4, $5)",
          {rest.held.number(), rest.input, whole(rest.stream), whole(rest.offset), rest.file});
      if (!inserted) return std::move(inserted).error();
    }
    auto waits = database_.row("SELECT 1 FROM held WHERE id = $1 AND state = 'waiting'",
                               {rest.held.number()});
    if (!waits) return std::move(waits).error();
    if (*waits) TRELLIS_TRY(keep_streams(rest.held, input));
    auto noted = database_.run(
        "INSERT INTO held_rest_import (import_id, held_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        {rest.import.number(), rest.held.number()});
    if (!noted) return std::move(noted).error();
    return transaction->commit();
  }

  Result<std::vector<queue::Rest>> waiting() override {
    auto rows = database_.rows(
        "SELECT r.held_id, i.import_id, h.connection_id, r.input, r.stream, r.start, r.file "
        "FROM held_rest r JOIN held h ON h.id = r.held_id JOIN held_rest_import i "
        "ON i.held_id = r.held_id WHERE h.state = 'waiting' ORDER BY r.held_id, i.import_id");
    if (!rows) return std::move(rows).error();
    std::vector<queue::Rest> rests;
    for (const Row& row : *rows)
      rests.push_back({HeldId(row.whole(0)), ImportId(row.whole(1)), ConnectionId(row.whole(2)),
                       row.text(3), static_cast<std::size_t>(row.whole(4)),
                       static_cast<std::uint64_t>(row.whole(5)), row.text(6)});
    return rests;
  }

  Result<std::vector<queue::InputStream>> streams(HeldId held) override {
    auto rows = database_.rows(
        "SELECT name, size FROM held_input WHERE held_id = $1 ORDER BY stream", {held.number()});
    if (!rows) return std::move(rows).error();
    std::vector<queue::InputStream> streams;
    for (const Row& row : *rows)
      streams.push_back({row.text(0), static_cast<std::uint64_t>(row.whole(1))});
    return streams;
  }

  Result<std::string> bytes(HeldId held, std::size_t stream, std::uint64_t position) override {
    const std::uint64_t piece = position / piece_bytes;
    auto row = database_.row(
        "SELECT raw FROM held_input_piece WHERE held_id = $1 AND stream = $2 AND piece = $3",
        {held.number(), whole(stream), whole(piece)});
    if (!row) return std::move(row).error();
    if (!*row) return std::string();
    auto bytes = decompress((*row)->text(0), piece_bytes);
    if (bytes) bytes->erase(0, static_cast<std::size_t>(position % piece_bytes));
    return bytes;
  }

 private:
  Status keep_streams(HeldId held, queue::InputBytes& input) {
    auto kept = streams(held);
    if (!kept) return std::move(kept).error();
    if (!kept->empty()) return done();
    const auto all = input.streams();
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto inserted = database_.run(
          "INSERT INTO held_input (held_id, stream, name, size) VALUES ($1, $2, $3, $4)",
          {held.number(), whole(i), all[i].name, whole(all[i].size)});
      if (!inserted) return std::move(inserted).error();
      TRELLIS_TRY(keep_pieces(held, i, input));
    }
    return done();
  }

  Status keep_pieces(HeldId held, std::size_t stream, queue::InputBytes& input) {
    std::string piece;
    for (std::uint64_t number = 0;; ++number) {
      piece.resize(piece_bytes);
      std::size_t size = 0;
      while (size < piece_bytes) {
        const auto got = input.read(stream, number * piece_bytes + size, piece.data() + size,
                                    piece_bytes - size);
        if (!got) return got.error();
        if (*got == 0) break;
        size += *got;
      }
      if (size == 0) return done();
      piece.resize(size);
      const std::string raw = compress(piece);
      auto inserted = database_.run(
          "INSERT INTO held_input_piece (held_id, stream, piece, raw) VALUES ($1, $2, $3, $4)",
          {held.number(), whole(stream), whole(number), Blob{raw}});
      if (!inserted) return std::move(inserted).error();
    }
  }

  Database& database_;
};

}  // namespace

std::unique_ptr<queue::Rests> make_rests(Database& database) {
  return std::make_unique<Rests>(database);
}

}  // namespace trellis::store
