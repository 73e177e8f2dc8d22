#include "hub/mapping/evaluation.hpp"

#include <algorithm>

#include "hub/base/spreadsheet.hpp"

// How a record becomes observations.
namespace trellis::mapping {

using formats::Node;

namespace {

constexpr std::size_t most_spare = 1024;  // observations
constexpr std::string_view restriction = "person.restriction";

// Words such as N/A are no identifier; only a source's own ids may be any word.
bool knows_none(const FieldPlan& field, const model::Observation& observation) {
  if (field.definition->knows_none) return true;
  if (field.definition->type != model::FieldType::identifier) return false;
  const std::string_view kind = field.definition->codes.empty()
                                    ? observation.text("system")
                                    : std::string_view(field.definition->codes);
  return kind != "local_id";
}

}  // namespace

void Evaluation::start_afresh() {
  mapped_.refusal.clear();
  mapped_.person.clear();
  mapped_.is_twin = false;
  mapped_.subject_key.clear();
  mapped_.issues.clear();
  while (!mapped_.observations.empty()) drop_observation();
  if (workspace_.observations.size() > most_spare) workspace_.observations.resize(most_spare);
  workspace_.paths_known = 0;
}

model::Observation& Evaluation::add_observation() {
  auto& spare = workspace_.observations;
  if (spare.empty()) return mapped_.observations.emplace_back();
  mapped_.observations.push_back(std::move(spare.back()));
  spare.pop_back();
  return mapped_.observations.back();
}

void Evaluation::drop_observation() {
  model::Observation& dropped = mapped_.observations.back();
  dropped.fields.clear();
  workspace_.observations.push_back(std::move(dropped));
  mapped_.observations.pop_back();
}

bool Evaluation::begin() {
  start_afresh();
  record_ = tree_.root();
  if (plan_.record) record_ = plan_.record->path.first(record_);
  static const std::string label = "the record";
  if (!record_) {
    report(Severity::error, "no-record", label, tree_.root(),
           "is not here: nothing stands at " + plan_.record->path.source());
    return false;
  }
  record_path_ = path_of(record_);
  if (is_refused()) return false;
  demand(plan_.requirements, record_);
  return true;
}

void Evaluation::demand(const std::vector<Requirement>& requirements, const Node& from) {
  for (const Requirement& requirement : requirements) {
    if (requirement.path.path.truth(from)) continue;
    mapped_.issues.push_back(
        {requirement.severity, "missing-required", requirement.sentence, tree_.place(from)});
  }
}

Mapped& Evaluation::run() {
  if (begin()) map(plan_.people.front(), record_);
  return mapped_;
}

void Evaluation::map(const PersonPlan& person, const Node& from) {
  demand(person.requirements, from);
  find_subject(person, from);  // after what the mapping says of a missing key in its own words
  mapped_.observations.reserve(person.observations.size());
  for (const ObservationPlan& plan : person.observations) observe_each(plan, from);
  check_what_is_said(from);
}

// A record that protects somebody is not passed over unseen, whomever it is for: a person decides.
bool Evaluation::is_refused() {
  const auto rule = std::find_if(plan_.skips.begin(), plan_.skips.end(), [&](const SkipRule& each) {
    return each.path.path.truth(record_);
  });
  if (rule == plan_.skips.end()) return false;
  if (!restricts()) {
    mapped_.refusal = rule->reason;
    mapped_.refused_at = tree_.place(record_);
    return true;
  }
  mapped_.issues.push_back({Severity::error, "skipped-restriction",
                            rule->reason + ": not for this mapping, but it restricts what may be "
                                           "seen of somebody, so a person must decide",
                            tree_.place(record_)});
  return false;
}

bool Evaluation::restricts() {
  for (const PersonPlan& person : plan_.people)
    for (const Node& start : starts_of(person))
      for (const ObservationPlan& plan : person.observations)
        if (plan.kind->name == restriction) observe_each(plan, start);
  const bool does = !mapped_.observations.empty() || !mapped_.is_readable();
  start_afresh();
  reported_.clear();
  return does;
}

// A row of a table with a key alone is a total or the end of a list, and a merge with nobody's
// number would join all whose number is not known.
void Evaluation::check_what_is_said(const Node& from) {
  static const std::string record = "the record", merged = "the key that is merged";
  const auto is_key_again = [&](const model::Observation& each) {
    return each.kind == "person.identifier" && each.text("value") == mapped_.subject_key;
  };
  const auto& said = mapped_.observations;
  const bool is_row = record_.name() == "row";
  if (is_row && mapped_.is_readable() && std::all_of(said.begin(), said.end(), is_key_again))
    report(Severity::error, "only-a-key", record, from,
           "says nothing but a key: it may be a total or the end of a list, and is no child");
  for (const model::Observation& each : said)
    if (each.kind == "person.same_as" && text::is_placeholder_key(each.text("key")))
      report(Severity::error, "placeholder-key", merged, from, text::placeholder_key);
}

void Evaluation::find_subject(const PersonPlan& person, const Node& from) {
  const std::string& label = person.subject_label;
  Scratch items(workspace_.items);
  evaluate(person.subject, from, label, *items);
  for (const Item& item : *items) {
    if (!item.absent.empty() || item.text.empty()) continue;
    if (item.text == mapped_.subject_key) continue;
    if (!mapped_.subject_key.empty()) {
      report(Severity::error, "several-keys", label, item.node,
             "has several different values, and a record is about one person");
      return;
    }
    mapped_.subject_key = item.text;
    if (text::has_rounded_part(item.text))
      report(Severity::error, "rounded-key", label, item.node, text::rounded_key);
    if (text::is_placeholder_key(item.text))
      report(Severity::error, "placeholder-key", label, item.node, text::placeholder_key);
  }
  if (!mapped_.subject_key.empty()) return;
  report(Severity::error, "no-subject", label, from,
         "has no value: the record does not say whom it is about");
}

void Evaluation::observe_each(const ObservationPlan& plan, const Node& record) {
  if (!plan.for_each) return observe(plan, record);
  plan.for_each->path.nodes(record, workspace_.starts);
  for (const Node& node : workspace_.starts) {
    if (mapped_.observations.size() >= limits_.observations) return;
    if (!node.is_blank()) observe(plan, node);
  }
}

Evaluation::Dated Evaluation::date_of(const std::optional<Expression>& expression,
                                      const std::string& label, const Node& from) {
  if (!expression) return {};
  Scratch items(workspace_.items);
  evaluate(*expression, from, label, *items);
  for (const Item& item : *items) {
    if (!item.absent.empty()) continue;
    if (!item.date.none()) return {item.date, item.is_read};
    if (const auto date = Date::parse(item.text)) return {*date, item.is_read};
    report(Severity::warning, "bad-date", label, item.node, "is not a date written YYYY-MM-DD");
  }
  return {};
}

void Evaluation::observe(const ObservationPlan& plan, const Node& from) {
  if (plan.when && !plan.when->path.truth(from)) return;
  if (mapped_.observations.size() >= limits_.observations) {
    static const std::string label = "the record";
    return report(Severity::error, "too-many-observations", label, from,
                  "says more than a record may say");
  }
  model::Observation& observation = add_observation();
  const Dated since = date_of(plan.valid_from, plan.valid_from_label, from);
  const Dated until = date_of(plan.valid_to, plan.valid_to_label, from);
  observation.valid_from = since.date;
  observation.valid_to = until.date;
  observation.fields.reserve(plan.fields.size());
  Node first_read;
  bool says_something = plan.for_each && (since.is_read || until.is_read);
  for (const FieldPlan& field : plan.fields) {
    const Filled filled = fill(field, from, observation, first_read);
    says_something |=
        filled == Filled::by_record || (filled == Filled::by_mapping && !plan.reads_record);
  }
  if (!says_something) return drop_observation();
  observation.kind = plan.kind->name;
  observation.path = plan.for_each ? path_of(from)
                     : first_read  ? path_of(first_read)
                                   : record_path_;
  observation.assertion = plan.assertion;
  observation.subject_category = plan.subject_category;
  observation.regime = plan.regime;
  observation.sensitivity = plan.sensitivity;
}

void Evaluation::keep_one(const FieldPlan& field, Items& items) {
  const Item& first = items.front();
  const auto other = std::find_if(items.begin(), items.end(), [&](const Item& item) {
    return item.text != first.text || item.absent != first.absent;
  });
  if (other != items.end()) {
    report(Severity::warning, "too-many-values", field.label, other->node,
           "has several values where one may stand; the first was kept");
  }
  items.resize(1);
}

Evaluation::Filled Evaluation::fill(const FieldPlan& field, const Node& from,
                                    model::Observation& observation, Node& first_read) {
  Scratch scratch(workspace_.items);
  Items& items = *scratch;
  evaluate(field.expression, from, field.label, items);
  if (knows_none(field, observation)) {
    std::erase_if(items, [](const Item& item) {
      return item.absent.empty() && text::is_word_for_none(item.text);
    });
  }
  if (items.empty()) return Filled::empty;
  const bool is_read =
      std::any_of(items.begin(), items.end(), [](const Item& item) { return item.is_read; });
  if (items.size() > 1 && !field.definition->many) keep_one(field, items);
  for (Item& item : items) {
    if (!first_read) first_read = item.node;
    model::Field& filled = observation.fields.emplace_back();
    filled.name = field.definition->name;
    type(field, item, observation, filled.value);
  }
  return is_read ? Filled::by_record : Filled::by_mapping;
}

const std::string& Evaluation::path_of(const Node& node) {
  constexpr std::size_t most = 64;
  static const std::string none;
  if (!node) return none;
  auto& paths = workspace_.paths;
  std::size_t& known = workspace_.paths_known;
  for (std::size_t at = known; at-- > 0;)
    if (paths[at].first == node.identity()) return paths[at].second;
  const std::string& parent = path_of(node.parent());
  if (paths.empty()) paths.resize(most);
  if (known == most) known = 0;
  auto& [identity, path] = paths[known++];
  identity = node.identity();
  path = parent;
  node.append_step(path);
  return path;
}

void Evaluation::tell_remarks(const std::string& label, const Node& node) {
  for (const formats::Remark& remark : tree_.remarks(node))
    report(Severity::warning, remark.rule, label, node, remark.sentence);
}

void Evaluation::report(Severity severity, const char* rule, const std::string& label,
                        const Node& at, std::string_view what) {
  const auto key = std::pair(rule, &label);
  if (std::find(reported_.begin(), reported_.end(), key) != reported_.end()) return;
  reported_.push_back(key);
  std::string sentence = label;
  sentence.append(" ").append(what);
  mapped_.issues.push_back({severity, rule, std::move(sentence),
                            tree_.place(at        ? at
                                        : record_ ? record_
                                                  : tree_.root())});
}

}  // namespace trellis::mapping
