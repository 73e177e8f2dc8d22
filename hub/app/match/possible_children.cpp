#include "hub/app/match/possible_children.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "hub/app/match/match_answers.hpp"
#include "hub/app/match/match_models.hpp"
#include "hub/desk/evidence_sight.hpp"

namespace trellis::app {
namespace {

using matching::Proposal;

// An open question between a subject of the child looked at and one of another.
struct Asked {
  Proposal question;
  SubjectId ours, theirs;
};

std::vector<std::string> reasons_of(const Asked& asked, const desk::SeenSubject& ours,
                                    const desk::SeenSubject& theirs, const Looker& looker) {
  std::vector<std::string> reasons;
  const auto comparison = matching::read_comparison(asked.question.evidence);
  if (!comparison.ok()) return reasons;
  for (const matching::Evidence& each : comparison->evidence) {
    if (each.topic == matching::Topic::prior) continue;
    if (looker.is_operator() || desk::may_be_told(each, ours, theirs))
      reasons.push_back(each.field + " " + each.level);
  }
  return reasons;
}

Result<bool> is_sealed(Hub& hub, ChildId child) {
  TRELLIS_LET(const auto members, hub.links().members(child));
  for (const matching::Known& each : members) {
    TRELLIS_LET(const auto features, matching::unpack(each.features));
    if (features.sealed) return true;
  }
  return false;
}

// The strongest question with each other child, of those worth showing.
Result<std::map<ChildId, Asked>> asked_about(Hub& hub, ChildId child, double from_bits) {
  TRELLIS_LET(const auto subjects, hub.children().subjects_of(child));
  std::map<ChildId, Asked> strongest;
  for (const SubjectId ours : subjects) {
    TRELLIS_LET(const auto open, hub.links().open_proposals_of(ours));
    for (const Proposal& each : open) {
      if (each.bits < from_bits || is_ruled_out(each)) continue;
      const SubjectId theirs = each.a == ours ? each.b : each.a;
      TRELLIS_LET(const auto other, hub.children().child_of(theirs));
      if (other == child) continue;
      const auto [at, is_new] = strongest.try_emplace(other, Asked{each, ours, theirs});
      if (!is_new && each.bits > at->second.question.bits) at->second = {each, ours, theirs};
    }
  }
  return strongest;
}

bool shows_a_name(const pipeline::View& view) {
  return std::any_of(view.lines.begin(), view.lines.end(), [](const pipeline::Line& line) {
    const model::Observation& seen = line.from.observation;
    return seen.kind == "person.name" &&
           (!seen.text("given").empty() || !seen.text("family").empty() ||
            !seen.text("full").empty());
  });
}

Status note(Hub& hub, ChildId child, ChildId looked_at, const Looker& looker,
            const std::string& actor, const pipeline::View& shown) {
  audit::Entry entry = consultation(hub, child, shown, looker, actor);
  entry.details = formats::Json::object({{"possibly_same_as", looked_at.number()}}).dump();
  return hub.journal().append(entry);
}

}  // namespace

Result<std::vector<PossibleChild>> possible_children(Hub& hub, const Look& look,
                                                     const Looker& looker,
                                                     const std::string& actor) {
  std::vector<PossibleChild> possible;
  if (!looker.as_of.empty()) return possible;
  TRELLIS_LET(const auto sealed, is_sealed(hub, look.child));
  if (sealed) return possible;
  TRELLIS_LET(const auto model, read_checked_model(hub, hub.configuration().matching_model));
  TRELLIS_LET(const auto asked, asked_about(hub, look.child, model.thresholds.show));
  if (asked.empty()) return possible;
  TRELLIS_LET(const auto answers, read_answers(hub.links(), model));
  for (const auto& [child, each] : asked) {
    TRELLIS_LET(const auto is_hidden, is_sealed(hub, child));
    if (is_hidden) continue;
    TRELLIS_LET(const auto view, view_of(hub, child, looker));
    if (!looker.is_operator() && !shows_a_name(view)) continue;
    TRELLIS_TRY(note(hub, child, look.child, looker, actor, view));
    possible.push_back({child, each.question.id, chance_of_one_child(each.question, answers),
                        answers.speak_for(each.question),
                        reasons_of(each, {each.ours, look.view}, {each.theirs, view}, looker)});
  }
  std::sort(possible.begin(), possible.end(), [](const PossibleChild& a, const PossibleChild& b) {
    return std::tuple(-a.chance, a.child) < std::tuple(-b.chance, b.child);
  });
  return possible;
}

}  // namespace trellis::app
