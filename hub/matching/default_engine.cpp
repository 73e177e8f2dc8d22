#include "hub/matching/default_engine.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>

#include "hub/matching/compare.hpp"
#include "hub/matching/index.hpp"

namespace trellis::matching {
namespace {

constexpr std::uint32_t largest_block = 48;
// A child whose best subject is this far below the ask threshold is not looked at whole.
constexpr double reach = 8;
// One pair never outweighs all others of a child.
constexpr double least_pair = -30, most_pair = 25;
// Joining two children looks at all pairs of their subjects; larger ones are left to a person.
constexpr std::size_t most_pairs = 1024;

// 0 to 1: how much a comparison knows. A pair with little to compare says little about the child.
double weight_of(const Score& score) {
  // A birth date alone tells nobody from the next child, for or against.
  const bool has_name = score.given != Likeliness::missing || score.family != Likeliness::missing;
  const bool has_number =
      std::any_of(score.identifiers.begin(), score.identifiers.end(),
                  [](IdentifierLevel level) { return level != IdentifierLevel::missing; });
  if (!has_name && !has_number && score.birth_bits >= 0 && score.sex_bits >= 0) return 0;
  double compared = std::fabs(score.given_bits) + std::fabs(score.family_bits) +
                    std::fabs(score.birth_bits) + std::fabs(score.household_bits);
  for (const double bits : score.identifier_bits) compared += std::fabs(bits);
  return compared / (compared + 16);
}

class DefaultEngine final : public Engine {
 public:
  DefaultEngine(Model model, Nicknames nicknames)
      : model_(std::move(model)),
        nicknames_(std::move(nicknames)),
        words_(nicknames_),
        index_(largest_block) {}

  std::string model_version() const override { return model_.version; }
  void remember(SubjectId subject, ChildId child, const Features& features) override;
  void forget(SubjectId subject) override;
  void lock(SubjectId a, SubjectId b, Lock kind) override;
  void unlock(SubjectId a, SubjectId b) override;
  Placement place(SubjectId subject, const Features& features) override;
  Comparison compare(const Features& a, const Features& b) const override;

 private:
  struct Known {
    SubjectId subject;
    ChildId child;
    Encoded encoded;
  };
  // A child that may be the one, and its subject that is nearest.
  struct Finalist {
    ChildId child;
    std::uint32_t closest = 0;
    double closest_bits = 0;
    double bits = 0;  // the mean, once weighed
    bool is_forbidden = false;
    bool agrees_otherwise = false;
    std::string because;
  };
  // The mean of pairs, each by how much there was to compare.
  struct Mean {
    double sum = 0, weights = 0;
    bool is_forbidden = false;
    void add(const Score& pair) {
      const double weight = weight_of(pair);
      sum += weight * std::clamp(pair.bits, least_pair, most_pair);
      weights += weight;
      is_forbidden = is_forbidden || pair.is_forbidden;
    }
    double bits(double otherwise) const { return weights > 0 ? sum / weights : otherwise; }
  };

  void count(const Encoded& encoded, int by);
  void index(std::uint32_t place, const Encoded& encoded, bool is_added);
  std::vector<Finalist> search(SubjectId subject, const Encoded& encoded);
  void weigh(SubjectId subject, const Encoded& encoded, Finalist& finalist) const;
  std::optional<Lock> lock_between(SubjectId a, SubjectId b) const;
  std::optional<Placement> by_lock(SubjectId subject, const Encoded& encoded) const;
  void add_own(SubjectId subject, std::vector<Finalist>& finalists) const;
  Mean compare_children(const std::vector<ChildId>& some, const Encoded& newcomer,
                        ChildId other) const;
  bool is_never_one(const std::vector<ChildId>& some, ChildId other) const;
  bool choose(const Encoded& encoded, const std::vector<const Finalist*>& strong,
              Placement& placement) const;
  Placement judge(SubjectId subject, const Encoded& encoded, std::vector<Finalist> finalists) const;
  Rival rival_of(const Encoded& encoded, const Finalist& finalist) const;

  Model model_;
  Nicknames nicknames_;
  Words words_;
  Index index_;
  std::vector<Known> known_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<SubjectId, std::uint32_t> places_;
  std::unordered_map<ChildId, std::vector<std::uint32_t>> children_;
  std::unordered_map<SubjectId, std::vector<std::pair<SubjectId, Lock>>> locks_;
  std::vector<std::uint32_t> seen_;  // by place: the search that met it last
  std::uint32_t searches_ = 0;
  std::vector<Key> keys_;  // kept for its memory
};

void DefaultEngine::count(const Encoded& encoded, int by) {
  for (const Encoded::Name& name : encoded.names) {
    words_.count(name.given, Role::given, by);
    words_.count(name.family, Role::family, by);
  }
}

void DefaultEngine::index(std::uint32_t place, const Encoded& encoded, bool is_added) {
  keys_.clear();
  keys_of(encoded, keys_);
  for (const Key& key : keys_) is_added ? index_.add(place, key) : index_.remove(place, key);
}

void DefaultEngine::remember(SubjectId subject, ChildId child, const Features& features) {
  forget(subject);
  std::uint32_t place = 0;
  if (free_.empty()) {
    place = static_cast<std::uint32_t>(known_.size());
    known_.emplace_back();
    seen_.push_back(0);
  } else {
    place = free_.back();
    free_.pop_back();
  }
  known_[place] = {subject, child, encode(features, model_, words_)};
  places_[subject] = place;
  std::vector<std::uint32_t>& members = children_[child];
  members.insert(
      std::lower_bound(members.begin(), members.end(), subject,
                       [&](std::uint32_t each, SubjectId id) { return known_[each].subject < id; }),
      place);
  count(known_[place].encoded, 1);
  if (!known_[place].encoded.sealed) index(place, known_[place].encoded, true);
}

void DefaultEngine::forget(SubjectId subject) {
  const auto found = places_.find(subject);
  if (found == places_.end()) return;
  const std::uint32_t place = found->second;
  Known& known = known_[place];
  if (!known.encoded.sealed) index(place, known.encoded, false);
  count(known.encoded, -1);
  const auto child = children_.find(known.child);
  std::erase(child->second, place);
  if (child->second.empty()) children_.erase(child);
  known = {};
  free_.push_back(place);
  places_.erase(found);
}

void DefaultEngine::lock(SubjectId a, SubjectId b, Lock kind) {
  unlock(a, b);
  locks_[a].emplace_back(b, kind);
  locks_[b].emplace_back(a, kind);
}

void DefaultEngine::unlock(SubjectId a, SubjectId b) {
  const auto drop = [&](SubjectId from, SubjectId other) {
    const auto found = locks_.find(from);
    if (found == locks_.end()) return;
    std::erase_if(found->second, [&](const auto& each) { return each.first == other; });
    if (found->second.empty()) locks_.erase(found);
  };
  drop(a, b);
  drop(b, a);
}

std::optional<Lock> DefaultEngine::lock_between(SubjectId a, SubjectId b) const {
  const auto found = locks_.find(a);
  if (found == locks_.end()) return std::nullopt;
  for (const auto& [other, kind] : found->second)
    if (other == b) return kind;
  return std::nullopt;
}

std::vector<DefaultEngine::Finalist> DefaultEngine::search(SubjectId subject,
                                                           const Encoded& encoded) {
  keys_.clear();
  keys_for_search(encoded, keys_);
  ++searches_;
  std::unordered_map<ChildId, Finalist> nearest;
  const auto meet = [&](std::uint32_t place) {
    if (std::exchange(seen_[place], searches_) == searches_) return;
    const Known& other = known_[place];
    if (other.subject == subject) return;
    const Score pair = score(encoded, other.encoded, model_, words_);
    const bool agrees_otherwise = agrees_in_all_but_the_number(pair, model_);
    if (pair.bits < model_.thresholds.ask - reach && !agrees_otherwise) return;
    const auto [at, is_new] = nearest.try_emplace(other.child);
    Finalist& finalist = at->second;
    const bool is_nearer =
        is_new || pair.bits > finalist.closest_bits ||
        (pair.bits == finalist.closest_bits && other.subject < known_[finalist.closest].subject);
    finalist.agrees_otherwise = finalist.agrees_otherwise || agrees_otherwise;
    if (!is_nearer) return;
    finalist.child = other.child;
    finalist.closest = place;
    finalist.closest_bits = pair.bits;
  };
  for (const Key& key : keys_) index_.each(key, meet);
  std::vector<Finalist> finalists;
  finalists.reserve(nearest.size());
  for (auto& [child, finalist] : nearest) finalists.push_back(std::move(finalist));
  return finalists;
}

void DefaultEngine::weigh(SubjectId subject, const Encoded& encoded, Finalist& finalist) const {
  Mean mean;
  for (const std::uint32_t place : children_.at(finalist.child)) {
    const Known& other = known_[place];
    if (other.subject == subject) continue;
    mean.add(score(encoded, other.encoded, model_, words_));
    if (lock_between(subject, other.subject) != Lock::never_link) continue;
    mean.is_forbidden = true;
    finalist.agrees_otherwise = false;
    finalist.because = "a person or a source said that they are never one child";
  }
  finalist.bits = mean.bits(model_.prior);
  finalist.is_forbidden = mean.is_forbidden;
}

// The children `some`, with the newcomer among them, against another.
DefaultEngine::Mean DefaultEngine::compare_children(const std::vector<ChildId>& some,
                                                    const Encoded& newcomer, ChildId other) const {
  Mean mean;
  for (const std::uint32_t there : children_.at(other)) {
    mean.add(score(newcomer, known_[there].encoded, model_, words_));
    for (const ChildId child : some)
      for (const std::uint32_t here : children_.at(child))
        mean.add(score(known_[here].encoded, known_[there].encoded, model_, words_));
  }
  return mean;
}

bool DefaultEngine::is_never_one(const std::vector<ChildId>& some, ChildId other) const {
  std::size_t pairs = 0;
  for (const ChildId child : some) pairs += children_.at(child).size() * children_.at(other).size();
  if (pairs > most_pairs) return true;
  for (const ChildId child : some)
    for (const std::uint32_t here : children_.at(child))
      for (const std::uint32_t there : children_.at(other))
        if (lock_between(known_[here].subject, known_[there].subject) == Lock::never_link)
          return true;
  return false;
}

std::optional<Placement> DefaultEngine::by_lock(SubjectId subject, const Encoded& encoded) const {
  const auto locks = locks_.find(subject);
  if (locks == locks_.end()) return std::nullopt;
  std::optional<Finalist> chosen;
  for (const auto& [other, kind] : locks->second) {
    const auto place = places_.find(other);
    if (kind != Lock::must_link || place == places_.end()) continue;
    const ChildId child = known_[place->second].child;
    if (!chosen || child < chosen->child) {
      chosen.emplace();
      chosen->child = child;
      chosen->closest = place->second;
    }
  }
  if (!chosen) return std::nullopt;
  weigh(subject, encoded, *chosen);
  const bool is_split = !chosen->because.empty();
  chosen->because = is_split ? "one lock says one child, another says never"
                             : "a person or a source said that they are one child";
  Placement placement;
  placement.decision = is_split ? Decision::ask_a_person : Decision::same_child;
  placement.child = is_split ? ChildId{} : chosen->child;
  chosen->is_forbidden = is_split;
  placement.rivals.push_back(rival_of(encoded, *chosen));
  return placement;
}

// A known subject's own child stands trial with the others.
void DefaultEngine::add_own(SubjectId subject, std::vector<Finalist>& finalists) const {
  const auto place = places_.find(subject);
  if (place == places_.end()) return;
  const ChildId own = known_[place->second].child;
  const auto is_own = [&](const Finalist& each) { return each.child == own; };
  if (std::any_of(finalists.begin(), finalists.end(), is_own)) return;
  for (const std::uint32_t other : children_.at(own)) {
    if (other == place->second) continue;
    Finalist& added = finalists.emplace_back();
    added.child = own;
    added.closest = other;
    return;
  }
}

Rival DefaultEngine::rival_of(const Encoded& encoded, const Finalist& finalist) const {
  const Known& closest = known_[finalist.closest];
  Rival rival{finalist.child, closest.subject,
              explain(score(encoded, closest.encoded, model_, words_), model_)};
  rival.comparison.bits = finalist.bits;
  if (!finalist.because.empty()) rival.comparison.because = finalist.because;
  rival.comparison.forbidden = finalist.is_forbidden;
  return rival;
}

// Takes the best child, and the others that are the same one. False where a rival that is not comes
// too near.
bool DefaultEngine::choose(const Encoded& encoded, const std::vector<const Finalist*>& strong,
                           Placement& placement) const {
  const Model::Thresholds& limits = model_.thresholds;
  if (strong.empty() || strong[0]->bits < limits.automatic) return false;
  std::vector<ChildId> chosen = {strong[0]->child};
  for (std::size_t i = 1; i < strong.size(); ++i) {
    const Finalist& rival = *strong[i];
    const bool is_near = strong[0]->bits - rival.bits < limits.gap;
    if (!is_near && rival.bits < limits.automatic) break;
    const bool is_never = is_never_one(chosen, rival.child);
    const Mean mean = is_never ? Mean{} : compare_children(chosen, encoded, rival.child);
    const bool may_be_one = !is_never && !mean.is_forbidden;
    const double bits = mean.bits(model_.prior);
    if (may_be_one && std::min(bits, rival.bits) >= limits.automatic)
      chosen.push_back(rival.child);
    else if (is_near && (!may_be_one || bits < limits.ask))
      return false;
  }
  placement.decision = Decision::same_child;
  placement.child = chosen[0];
  placement.joins.assign(chosen.begin() + 1, chosen.end());
  return true;
}

Placement DefaultEngine::judge(SubjectId subject, const Encoded& encoded,
                               std::vector<Finalist> finalists) const {
  const Model::Thresholds& limits = model_.thresholds;
  const auto place = places_.find(subject);
  const ChildId own = place == places_.end() ? ChildId{} : known_[place->second].child;
  std::sort(finalists.begin(), finalists.end(), [](const Finalist& a, const Finalist& b) {
    return a.bits != b.bits ? a.bits > b.bits : a.child < b.child;
  });
  std::vector<const Finalist*> strong;
  std::vector<const Finalist*> in_question;
  for (const Finalist& each : finalists) {
    const bool is_asked = each.is_forbidden ? each.agrees_otherwise : each.bits >= limits.ask;
    if (is_asked || each.child == own) in_question.push_back(&each);
    if (!each.is_forbidden && each.bits >= limits.ask) strong.push_back(&each);
  }
  Placement placement;
  const auto most = static_cast<std::size_t>(limits.rivals);
  const auto is_other = [&](const Finalist* each) { return each->child != own; };
  if (!choose(encoded, strong, placement)) {
    if (in_question.size() > most) std::erase_if(in_question, is_other);
    const bool is_asked = std::any_of(in_question.begin(), in_question.end(), is_other) ||
                          (!strong.empty() && strong[0]->child == own);
    placement.decision = is_asked ? Decision::ask_a_person : Decision::new_child;
  }
  for (const Finalist* each : in_question)
    if (placement.rivals.size() < most || each->child == own)
      placement.rivals.push_back(rival_of(encoded, *each));
  return placement;
}

Placement DefaultEngine::place(SubjectId subject, const Features& features) {
  if (features.sealed) return {};
  const Encoded encoded = encode(features, model_, words_);
  if (auto locked = by_lock(subject, encoded)) return std::move(*locked);
  std::vector<Finalist> finalists = search(subject, encoded);
  add_own(subject, finalists);
  for (Finalist& finalist : finalists) weigh(subject, encoded, finalist);
  return judge(subject, encoded, std::move(finalists));
}

Comparison DefaultEngine::compare(const Features& a, const Features& b) const {
  std::deque<Word> strangers;
  const Encoded left = encode(a, model_, words_, strangers);
  const Encoded right = encode(b, model_, words_, strangers);
  return explain(score(left, right, model_, words_), model_);
}

}  // namespace

OpenedEngine make_default_engine(Model model, Nicknames nicknames) {
  const Rules rules{model.thresholds.same_connection, model.thresholds.break_below};
  return {std::make_unique<DefaultEngine>(std::move(model), std::move(nicknames)), rules};
}

Result<OpenedEngine> open_default_engine(const std::string& model_file,
                                         const std::string& nicknames_file) {
  auto model = read_model_file(model_file);
  if (!model.ok()) return std::move(model).error();
  auto nicknames = Nicknames::read_file(nicknames_file);
  if (!nicknames.ok()) return std::move(nicknames).error();
  return make_default_engine(std::move(*model), std::move(*nicknames));
}

}  // namespace trellis::matching
