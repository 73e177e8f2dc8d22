#include "hub/matching/engine/default_engine.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "hub/base/build_id.hpp"
#include "hub/base/digest.hpp"
#include "hub/matching/engine/constants.hpp"
#include "hub/matching/engine/explanation.hpp"
#include "hub/matching/engine/neighbourhood.hpp"
#include "hub/matching/engine/snapshot.hpp"
#include "hub/matching/engine/subjects.hpp"

namespace trellis::matching {
namespace {

class DefaultEngine final : public Engine {
 public:
  DefaultEngine(Model model, NameLists lists) : model_(std::move(model)), lists_(std::move(lists)) {
    subjects_.emplace(model_, lists_);
  }

  std::string model_version() const override { return model_.version; }
  void weigh_names_by_what_is_known() override {
    last_ = {};
    subjects_->settle_name_shares();
  }
  Status weigh_names_by(const NameWeights& weights) override {
    last_ = {};
    return subjects_->settle_name_shares(weights.epoch, weights.weights);
  }
  bool have_names_doubled() const override { return subjects_->words().have_doubled(); }
  std::int64_t name_epoch() const override { return subjects_->words().epoch(); }
  NameWeights name_weights() const override {
    return {name_epoch(), subjects_->words().written_shares()};
  }
  void remember(SubjectId subject, ChildId child, const Features& features) override;
  void forget(SubjectId subject) override { subjects_->remove(subject); }
  void lock(SubjectId a, SubjectId b, Lock kind) override { subjects_->lock(a, b, kind); }
  void unlock(SubjectId a, SubjectId b) override { subjects_->unlock(a, b); }
  Placement place(SubjectId subject, const Features& features) override;
  Comparison compare(const Features& a, const Features& b) override;
  Explanation explain(const Features& a, const Features& b, bool are_of_one_source) override;
  std::size_t subjects() const override { return subjects_->size(); }
  Status save(const std::string& file, std::string_view name) override;
  bool restore(const std::string& file, std::string_view name) override;

 private:
  using Neighbours = std::vector<Neighbour>;
  // A child that may be the one, and its subject that is nearest.
  struct Finalist {
    ChildId child;
    std::uint32_t closest = 0;
    double closest_bits = 0;
    double bits = 0;         // the mean, once weighed
    bool is_enough = false;  // for a link
    bool is_forbidden = false;
    bool has_twins = false;
    bool agrees_otherwise = false;
    Ruling said = Ruling::none;  // by locks
  };
  struct Found {
    std::vector<Finalist> finalists;
    std::vector<std::uint32_t> likely;
    Neighbours neighbours;
  };
  // The last subject that was placed: most often it is remembered next.
  struct Placed {
    SubjectId subject;
    Encoding encoding;
    Neighbours neighbours;
  };

  Found search(SubjectId subject, const Encoded& encoded);
  void weigh(SubjectId subject, const Encoded& encoded, Finalist& finalist) const;
  std::optional<Placement> by_lock(SubjectId subject, const Encoded& encoded) const;
  void add_child(SubjectId subject, ChildId child, std::vector<Finalist>& finalists) const;
  Mean compare_children(const std::vector<ChildId>& some, const Encoded& newcomer,
                        ChildId other) const;
  bool is_never_one(const std::vector<ChildId>& some, ChildId other) const;
  bool choose(const Encoded& encoded, const std::vector<const Finalist*>& strong,
              Placement& placement) const;
  void judge(SubjectId subject, const Encoded& encoded, std::vector<Finalist> finalists,
             bool is_grouped, Placement& placement) const;
  Rival rival_of(const Encoded& encoded, const Finalist& finalist) const;
  Digest mark_of(std::string_view name) const;

  Model model_;
  NameLists lists_;
  std::optional<Subjects> subjects_;  // always one
  Placed last_;
};

void DefaultEngine::remember(SubjectId subject, ChildId child, const Features& features) {
  const Encoding encoding = subjects_->encode(features);
  std::optional<Neighbours> neighbours;
  if (last_.subject == subject && last_.encoding == encoding)
    neighbours = std::move(last_.neighbours);
  last_ = {};
  subjects_->put(subject, child, encoding, std::move(neighbours));
}

DefaultEngine::Found DefaultEngine::search(SubjectId subject, const Encoded& encoded) {
  Found found;
  subjects_->each_candidate(
      subject, encoded, [&](const Subjects::Known& other, std::uint32_t place) {
        const Score pair = subjects_->score(encoded, other.encoded);
        if (subjects_->is_neighbour(pair)) found.neighbours.push_back({place, other.version});
        if (subjects_->is_likely(pair)) found.likely.push_back(place);
        // Where another of the child's subjects is what forbids it, a person is asked all the same.
        const bool agrees_otherwise =
            agrees_in_all_but_what_forbids(pair, model_) || subjects_->is_neighbour(pair);
        if (pair.bits < model_.thresholds.ask - constants::reach && !agrees_otherwise) return;
        auto known = std::find_if(found.finalists.begin(), found.finalists.end(),
                                  [&](const Finalist& each) { return each.child == other.child; });
        const bool is_new = known == found.finalists.end();
        if (is_new) known = found.finalists.emplace(known);
        Finalist& finalist = *known;
        const bool is_nearer = is_new || pair.bits > finalist.closest_bits ||
                               (pair.bits == finalist.closest_bits &&
                                other.subject < subjects_->at(finalist.closest).subject);
        finalist.agrees_otherwise = finalist.agrees_otherwise || agrees_otherwise;
        if (!is_nearer) return;
        finalist.child = other.child;
        finalist.closest = place;
        finalist.closest_bits = pair.bits;
      });
  return found;
}

void DefaultEngine::weigh(SubjectId subject, const Encoded& encoded, Finalist& finalist) const {
  Mean mean;
  for (const std::uint32_t place : subjects_->members(finalist.child)) {
    const Subjects::Known other = subjects_->at(place);
    if (other.subject == subject) continue;
    const Tie pair = subjects_->tie(subject, encoded, other.subject, other.encoded);
    mean.add(pair);
    if (pair.lock == Lock::must_link && finalist.said == Ruling::none)
      finalist.said = Ruling::must_link;
    if (pair.lock != Lock::never_link) continue;
    finalist.agrees_otherwise = false;
    finalist.said = Ruling::never_link;
  }
  finalist.bits = mean.bits(model_.prior);
  finalist.is_enough = mean.is_enough(model_);
  finalist.is_forbidden = mean.is_forbidden();
  finalist.has_twins = mean.has_twins();
  const bool is_closest_sure = finalist.closest_bits >= model_.thresholds.automatic;
  if (finalist.has_twins && is_closest_sure && finalist.said == Ruling::none)
    finalist.said = Ruling::beside_twin;
}

// The children `some`, with the newcomer among them, against another.
Mean DefaultEngine::compare_children(const std::vector<ChildId>& some, const Encoded& newcomer,
                                     ChildId other) const {
  Mean mean;
  for (const std::uint32_t there : subjects_->members(other)) {
    mean.add(tie_of(subjects_->score(newcomer, subjects_->at(there).encoded)));
    for (const ChildId child : some)
      for (const std::uint32_t here : subjects_->members(child))
        mean.add(
            tie_of(subjects_->score(subjects_->at(here).encoded, subjects_->at(there).encoded)));
  }
  return mean;
}

bool DefaultEngine::is_never_one(const std::vector<ChildId>& some, ChildId other) const {
  std::size_t pairs = 0;
  for (const ChildId child : some)
    pairs += subjects_->members(child).size() * subjects_->members(other).size();
  if (pairs > constants::most_joining_pairs) return true;
  for (const ChildId child : some)
    for (const std::uint32_t here : subjects_->members(child))
      for (const std::uint32_t there : subjects_->members(other))
        if (subjects_->lock_between(subjects_->at(here).subject, subjects_->at(there).subject) ==
            Lock::never_link)
          return true;
  return false;
}

std::optional<Placement> DefaultEngine::by_lock(SubjectId subject, const Encoded& encoded) const {
  std::optional<Finalist> chosen;
  for (const auto& [other, kind] : subjects_->locks_of(subject)) {
    const auto place = subjects_->place_of(other);
    if (kind != Lock::must_link || !place || subjects_->at(*place).encoded.sealed) continue;
    const ChildId child = subjects_->at(*place).child;
    if (!chosen || child < chosen->child) {
      chosen.emplace();
      chosen->child = child;
      chosen->closest = *place;
    }
  }
  if (!chosen) return std::nullopt;
  weigh(subject, encoded, *chosen);
  const bool is_split = chosen->said == Ruling::never_link;
  if (is_split) chosen->said = Ruling::locks_disagree;
  Placement placement;
  placement.decision = is_split ? Decision::ask_a_person : Decision::same_child;
  placement.child = is_split ? ChildId{} : chosen->child;
  chosen->is_forbidden = is_split;
  placement.rivals.push_back(rival_of(encoded, *chosen));
  return placement;
}

// A child that stands trial with the others whether or not the search has met it.
void DefaultEngine::add_child(SubjectId subject, ChildId child,
                              std::vector<Finalist>& finalists) const {
  const auto is_it = [&](const Finalist& each) { return each.child == child; };
  if (child.none() || std::any_of(finalists.begin(), finalists.end(), is_it)) return;
  for (const std::uint32_t other : subjects_->members(child)) {
    if (subjects_->at(other).subject == subject || subjects_->at(other).encoded.sealed) continue;
    Finalist& added = finalists.emplace_back();
    added.child = child;
    added.closest = other;
    return;
  }
}

Rival DefaultEngine::rival_of(const Encoded& encoded, const Finalist& finalist) const {
  const Subjects::Known closest = subjects_->at(finalist.closest);
  Rival rival{finalist.child, closest.subject,
              matching::explain(subjects_->score(encoded, closest.encoded), model_)};
  rival.comparison.bits = finalist.bits;
  if (finalist.said != Ruling::none) rival.comparison.rule(finalist.said);
  rival.comparison.forbidden = finalist.is_forbidden;
  return rival;
}

// Takes the best child, and the others that are the same one. False where a rival that is not comes
// too near.
bool DefaultEngine::choose(const Encoded& encoded, const std::vector<const Finalist*>& strong,
                           Placement& placement) const {
  const Model::Thresholds& limits = model_.thresholds;
  if (strong.empty() || !strong[0]->is_enough) return false;
  std::vector<ChildId> chosen = {strong[0]->child};
  for (std::size_t i = 1; i < strong.size(); ++i) {
    const Finalist& rival = *strong[i];
    const bool is_near = strong[0]->bits - rival.bits < limits.gap;
    if (!is_near && !rival.is_enough) continue;
    const bool is_never = is_never_one(chosen, rival.child);
    const Mean mean = is_never ? Mean{} : compare_children(chosen, encoded, rival.child);
    const bool may_be_one = !is_never && !mean.is_forbidden();
    if (may_be_one && rival.is_enough && mean.is_enough(model_))
      chosen.push_back(rival.child);
    else if (is_near && (is_never || mean.is_against(model_)))
      return false;
  }
  placement.decision = Decision::same_child;
  placement.child = chosen[0];
  placement.joins.assign(chosen.begin() + 1, chosen.end());
  return true;
}

// Decides where the subject's group has not, and tells who else was in question.
void DefaultEngine::judge(SubjectId subject, const Encoded& encoded,
                          std::vector<Finalist> finalists, bool is_grouped,
                          Placement& placement) const {
  const Model::Thresholds& limits = model_.thresholds;
  const ChildId own = subjects_->child_of(subject);
  std::sort(finalists.begin(), finalists.end(), [](const Finalist& a, const Finalist& b) {
    return a.bits != b.bits ? a.bits > b.bits : a.child < b.child;
  });
  std::vector<const Finalist*> strong;
  std::vector<const Finalist*> in_question;
  for (const Finalist& each : finalists) {
    const bool is_enough = !each.is_forbidden && each.bits >= limits.ask;
    const bool is_asked =
        is_enough || ((each.is_forbidden || each.has_twins) && each.agrees_otherwise);
    if (is_asked || each.child == own || is_chosen(placement, each.child))
      in_question.push_back(&each);
    if (!each.is_forbidden && each.bits >= limits.ask) strong.push_back(&each);
  }
  const auto most = static_cast<std::size_t>(limits.rivals);
  const auto is_other = [&](const Finalist* each) { return each->child != own; };
  const bool is_decided = placement.decision == Decision::same_child ||
                          (!is_grouped && choose(encoded, strong, placement));
  if (!is_decided) {
    if (in_question.size() > most) std::erase_if(in_question, is_other);
    const bool is_asked = std::any_of(in_question.begin(), in_question.end(), is_other) ||
                          (!strong.empty() && strong[0]->child == own);
    placement.decision = is_asked ? Decision::ask_a_person : Decision::new_child;
  }
  for (const Finalist* each : in_question)
    if (placement.rivals.size() < most || each->child == own || is_chosen(placement, each->child))
      placement.rivals.push_back(rival_of(encoded, *each));
}

Placement DefaultEngine::place(SubjectId subject, const Features& features) {
  if (features.sealed) return {};
  Encoding encoding = subjects_->encode(features);
  const Encoded encoded = encoding.view();
  auto locked = by_lock(subject, encoded);
  if (locked && locked->decision == Decision::ask_a_person) return std::move(*locked);
  Found found = search(subject, encoded);
  Placement placement;
  const auto around = Neighbourhood::around(*subjects_, subject, encoded, found.likely);
  // Where the groups would take a child apart, the children as they stand are judged instead: a
  // link that was made is broken by a person only.
  const bool is_grouped = around && around->keeps_children_whole();
  if (around) placement.again = around->to_place_again();
  if (!is_grouped && locked) {
    locked->again = std::move(placement.again);
    return *std::move(locked);
  }
  if (is_grouped) placement.joins = around->children();
  for (const ChildId child : placement.joins) add_child(subject, child, found.finalists);
  if (!placement.joins.empty()) {
    placement.decision = Decision::same_child;
    placement.child = placement.joins.front();
    placement.joins.erase(placement.joins.begin());
  }
  add_child(subject, subjects_->child_of(subject), found.finalists);
  for (Finalist& finalist : found.finalists) weigh(subject, encoded, finalist);
  judge(subject, encoded, std::move(found.finalists), is_grouped, placement);
  last_ = {subject, std::move(encoding), std::move(found.neighbours)};
  return placement;
}

Comparison DefaultEngine::compare(const Features& a, const Features& b) {
  const Encoding left = subjects_->encode(a), right = subjects_->encode(b);
  return matching::explain(subjects_->score(left.view(), right.view()), model_);
}

Explanation DefaultEngine::explain(const Features& a, const Features& b, bool are_of_one_source) {
  const Encoding left = subjects_->encode(a), right = subjects_->encode(b);
  const Score pair = subjects_->score(left.view(), right.view());
  const Model::Thresholds& limits = model_.thresholds;
  const double automatic =
      are_of_one_source ? std::max(limits.automatic, limits.same_connection) : limits.automatic;
  return {matching::explain(pair, model_), automatic, outcome_of(pair, model_, automatic),
          alternatives_to(pair, model_, automatic),
          shared_keys(left.view(), right.view(), subjects_->words())};
}

// Another build may encode subjects otherwise, another model too.
Digest DefaultEngine::mark_of(std::string_view name) const {
  return sha256(build_id() + hex(lists_.nicknames.digest()) + hex(lists_.words.digest()) +
                to_json(model_).dump() + std::string(name));
}

Status DefaultEngine::save(const std::string& file, std::string_view name) {
  if (build_id().empty())
    return Error{Fault::unavailable, "the program was linked without a build id"};
  SnapshotWriter writer(file, mark_of(name));
  subjects_->save(writer);
  return writer.finish();
}

bool DefaultEngine::restore(const std::string& file, std::string_view name) {
  SnapshotReader reader(file, mark_of(name));
  subjects_->restore(reader);
  const bool is_restored = reader.is_whole() && !build_id().empty();
  if (!is_restored) subjects_.emplace(model_, lists_);
  return is_restored;
}

}  // namespace

OpenedEngine make_default_engine(Model model, NameLists lists) {
  const Model::Thresholds& limits = model.thresholds;
  const Rules rules{limits.same_connection, limits.break_below};
  return {std::make_unique<DefaultEngine>(std::move(model), std::move(lists)), rules};
}

Result<OpenedEngine> open_default_engine(const std::string& model_file,
                                         const std::string& nicknames_file,
                                         const std::string& words_file) {
  TRELLIS_LET(auto model, read_model_file(model_file));
  TRELLIS_LET(auto lists, NameLists::read_files(nicknames_file, words_file));
  return make_default_engine(std::move(model), std::move(lists));
}

}  // namespace trellis::matching
