#include "hub/app/possible_children.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>

#include "hub/app/match_answers.hpp"
#include "hub/app/match_models.hpp"

namespace trellis::app {
namespace {

using matching::Proposal;

// An open question between a subject of the child looked at and one of another.
struct Asked {
  Proposal question;
  SubjectId ours, theirs;
};

// What a finding compares: fields of a kind, one of which the looker must see on both sides.
struct Compared {
  std::string_view kind;
  std::vector<std::string_view> fields;
  std::string_view system = {};  // of an identifier
};

std::optional<Compared> identifier_compared(std::string_view field) {
  using Named = std::pair<std::string_view, std::string_view>;
  for (const auto& [name, system] :
       {Named("NHS number", "nhs_number"), Named("unique pupil number", "upn"),
        Named("unique learner number", "uln"), Named("PNC number", "pnc_id"), Named("asn", "asn")})
    if (field == name) return Compared{"person.identifier", {"value"}, system};
  return std::nullopt;
}

// Nothing for findings that say more than anyone may see field by field.
std::vector<Compared> compared_by(const matching::Evidence& evidence) {
  const std::string_view field = evidence.field;
  if (field == "given name") return {{"person.name", {"given", "full"}}};
  if (field == "middle name") return {{"person.name", {"middle", "full"}}};
  if (field == "family name") return {{"person.name", {"family", "full"}}};
  if (field == "names") return {{"person.name", {"given", "family", "full"}}};
  if (field == "birth date") return {{"person.birth", {"date"}}};
  if (field == "sex") return {{"person.sex", {"sex"}}};
  if (const auto identifier = identifier_compared(field)) return {*identifier};
  std::vector<Compared> all;
  if (field != "household") return all;
  const auto says = [&](const char* word) {
    return evidence.level.find(word) != std::string::npos;
  };
  if (says("postcode")) all.push_back({"person.address", {"postcode"}});
  if (says("address")) all.push_back({"person.address", {"street", "lines"}});
  if (says("telephone")) all.push_back({"person.contact", {"value"}});
  if (says("parent")) all.push_back({"person.relationship", {"family", "full"}});
  return all;
}

bool is_seen(const pipeline::View& view, SubjectId subject, const Compared& compared) {
  return std::any_of(view.lines.begin(), view.lines.end(), [&](const pipeline::Line& line) {
    const model::Observation& seen = line.from.observation;
    if (line.from.subject != subject || seen.kind != compared.kind) return false;
    return std::any_of(compared.fields.begin(), compared.fields.end(), [&](std::string_view field) {
      const model::Value* value = seen.find(field);
      if (value == nullptr || value->text.empty()) return false;
      return compared.system.empty() || seen.text("system") == compared.system ||
             value->system == compared.system;
    });
  });
}

// Both sides' views, as the looker has them.
struct Views {
  const pipeline::View& ours;
  const pipeline::View& theirs;
};

std::vector<std::string> reasons_of(const Asked& asked, const Views& views, const Looker& looker) {
  std::vector<std::string> reasons;
  const auto comparison = matching::read_comparison(asked.question.evidence);
  if (!comparison.ok()) return reasons;
  for (const matching::Evidence& each : comparison->evidence) {
    if (each.field == "prior") continue;
    const std::vector<Compared> compared = compared_by(each);
    const bool may_know =
        looker.is_operator() ||
        (!compared.empty() && std::all_of(compared.begin(), compared.end(), [&](const auto& one) {
          return is_seen(views.ours, asked.ours, one) && is_seen(views.theirs, asked.theirs, one);
        }));
    if (may_know) reasons.push_back(each.field + " " + each.level);
  }
  return reasons;
}

Result<bool> is_sealed(Hub& hub, ChildId child) {
  const auto members = hub.links().members(child);
  if (!members.ok()) return members.error();
  for (const matching::Known& each : *members) {
    const auto features = matching::unpack(each.features);
    if (!features.ok()) return features.error();
    if (features->sealed) return true;
  }
  return false;
}

// The strongest question with each other child, of those worth showing.
Result<std::map<ChildId, Asked>> asked_about(Hub& hub, ChildId child, double from_bits) {
  auto identity = hub.identity();
  if (!identity.ok()) return identity.error();
  const auto subjects = (*identity)->subjects_of(child);
  if (!subjects.ok()) return subjects.error();
  std::map<ChildId, Asked> strongest;
  for (const SubjectId ours : *subjects) {
    const auto open = hub.links().open_proposals_of(ours);
    if (!open.ok()) return open.error();
    for (const Proposal& each : *open) {
      if (each.bits < from_bits || is_ruled_out(each)) continue;
      const SubjectId theirs = each.a == ours ? each.b : each.a;
      const auto other = (*identity)->child_of(theirs);
      if (!other.ok()) return other.error();
      if (*other == child) continue;
      const auto [at, is_new] = strongest.try_emplace(*other, Asked{each, ours, theirs});
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
  const auto sealed = is_sealed(hub, look.child);
  if (!sealed.ok()) return sealed.error();
  if (*sealed) return possible;
  const auto model = read_checked_model(hub, hub.configuration().matching_model);
  if (!model.ok()) return model.error();
  const auto asked = asked_about(hub, look.child, model->thresholds.show);
  if (!asked.ok()) return asked.error();
  if (asked->empty()) return possible;
  const auto answers = read_answers(hub.links(), *model);
  if (!answers.ok()) return answers.error();
  for (const auto& [child, each] : *asked) {
    const auto is_hidden = is_sealed(hub, child);
    if (!is_hidden.ok()) return is_hidden.error();
    if (*is_hidden) continue;
    const auto view = view_of(hub, child, looker);
    if (!view.ok()) return view.error();
    if (!looker.is_operator() && !shows_a_name(*view)) continue;
    TRELLIS_TRY(note(hub, child, look.child, looker, actor, *view));
    possible.push_back({child, each.question.id, chance_of_one_child(each.question, *answers),
                        answers->speak_for(each.question),
                        reasons_of(each, {look.view, *view}, looker)});
  }
  std::sort(possible.begin(), possible.end(), [](const PossibleChild& a, const PossibleChild& b) {
    return std::tuple(-a.chance, a.child) < std::tuple(-b.chance, b.child);
  });
  return possible;
}

}  // namespace trellis::app
