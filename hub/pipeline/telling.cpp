#include "hub/pipeline/telling.hpp"

#include <algorithm>

namespace trellis::pipeline {
namespace {

// How far a statement must agree with one that is kept to be the same one said again.
enum class Likeness { whole, words_and_begin, scope };

bool is_same(const Statement& a, const Statement& b, Likeness likeness) {
  if (likeness == Likeness::whole) return a == b;
  const bool is_one_scope = a.scope == b.scope && a.about == b.about && a.lifts == b.lifts &&
                            a.is_for_household == b.is_for_household;
  const bool may_be_one_begin = a.from == b.from || a.from.none() || b.from.none();
  if (likeness == Likeness::scope) return is_one_scope && may_be_one_begin;
  return is_one_scope && a.wording == b.wording && a.from == b.from;
}

class Telling {
 public:
  Telling(Restrictions& restrictions, const Origin& origin, std::vector<Restriction> kept,
          Instant now)
      : restrictions_(restrictions), origin_(origin), kept_(std::move(kept)), now_(now) {
    is_taken_.resize(kept_.size());
  }

  Status tell(std::span<const Statement> statements);
  const Told& told() const { return told_; }

 private:
  bool may_be_said_again(const Restriction& one, const Statement& statement) const;
  Status say_again(Restriction one, const Statement& statement);
  Result<bool> is_said_elsewhere(const Statement& statement);
  Status add(const Statement& statement);
  Status leave_out(Restriction one);

  Restrictions& restrictions_;
  const Origin& origin_;
  std::vector<Restriction> kept_;  // of the same record or held entry
  std::vector<bool> is_taken_;
  Instant now_;
  Told told_;
};

// What was left out for a while may have been ended or taken back meanwhile: it is said anew. So is
// what a person ended, unless the source says exactly the same.
bool Telling::may_be_said_again(const Restriction& one, const Statement& statement) const {
  if (!one.is_stated || one.subject != origin_.subject) return false;
  return !one.ended || one.statement == statement;
}

Status Telling::say_again(Restriction one, const Statement& statement) {
  if (one.ended && !statement.lifts) ++told_.ended_before;
  one.statement = statement;
  one.digest = origin_.digest;
  one.held = origin_.held;
  one.is_stated = true;
  return restrictions_.restate(one);
}

// By another record of the subject, such as an earlier message of a feed.
Result<bool> Telling::is_said_elsewhere(const Statement& statement) {
  if (origin_.subject.none() || statement.lifts) return false;
  TRELLIS_LET(auto all, restrictions_.of(origin_.subject));
  const Date today = Date::of(now_);
  for (const Restriction& one : all) {
    const bool is_same = one.held.none() && !one.record.none() && one.record != origin_.record &&
                         one.is_stated && one.statement == statement;
    if (is_same && one.ended && !one.ended->authority.empty()) {
      ++told_.ended_before;
      return true;
    }
    if (!is_same || one.ended) continue;
    const auto hold = standing(all, today);
    if (std::any_of(hold.begin(), hold.end(),
                    [&](const Restriction& each) { return each.id == one.id; }))
      return true;
  }
  return false;
}

Status Telling::add(const Statement& statement) {
  const auto is_known = is_said_elsewhere(statement);
  if (!is_known.ok() || *is_known) return is_known.ok() ? done() : Status(is_known.error());
  Restriction one;
  one.subject = origin_.subject;
  one.record = origin_.record;
  one.held = origin_.held;
  one.digest = origin_.digest;
  one.features = origin_.features;
  one.statement = statement;
  one.told_at = now_;
  TRELLIS_TRY(restrictions_.add(one));
  if (statement.lifts) return done();
  ++told_.is_new;
  const bool is_over =
      !statement.until.none() && statement.until.last_day() < Date::of(now_).first_day();
  if (is_over) ++told_.is_over;
  if (!is_over && !statement.scope) ++told_.not_understood;
  return done();
}

Status Telling::leave_out(Restriction one) {
  if (!one.ended && one.digest == origin_.digest)
    TRELLIS_TRY(restrictions_.end(
        one.id, {now_, "trellis", "the same bytes are read another way by now", {}}));
  if (!one.is_stated) return done();
  one.is_stated = false;
  return restrictions_.restate(one);
}

Status Telling::tell(std::span<const Statement> statements) {
  std::vector<bool> is_told(statements.size());
  for (const Likeness likeness : {Likeness::whole, Likeness::words_and_begin, Likeness::scope}) {
    for (std::size_t said = 0; said < statements.size(); ++said) {
      for (std::size_t known = 0; known < kept_.size() && !is_told[said]; ++known) {
        if (is_taken_[known] || !is_same(kept_[known].statement, statements[said], likeness) ||
            !may_be_said_again(kept_[known], statements[said]))
          continue;
        is_taken_[known] = is_told[said] = true;
        TRELLIS_TRY(say_again(kept_[known], statements[said]));
      }
    }
  }
  for (std::size_t known = 0; known < kept_.size(); ++known)
    if (!is_taken_[known]) TRELLIS_TRY(leave_out(kept_[known]));
  for (std::size_t said = 0; said < statements.size(); ++said)
    if (!is_told[said]) TRELLIS_TRY(add(statements[said]));
  return done();
}

}  // namespace

Result<Told> tell(Restrictions& restrictions, const Origin& origin,
                  std::span<const Statement> statements, Instant now) {
  TRELLIS_LET(auto kept,
              origin.record.none() ? restrictions.of(origin.held) : restrictions.of(origin.record));
  if (kept.empty() && statements.empty()) return Told{};
  Telling telling(restrictions, origin, std::move(kept), now);
  TRELLIS_TRY(telling.tell(statements));
  return telling.told();
}

}  // namespace trellis::pipeline
