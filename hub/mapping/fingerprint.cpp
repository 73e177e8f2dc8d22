#include "hub/mapping/fingerprint.hpp"

#include <cstring>
#include <set>

#include "hub/base/digest.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;

// Each text with its length before it, so that no two lists of texts read alike.
class Text {
 public:
  Text& add(std::string_view part) {
    all_ += std::to_string(part.size());
    all_.append(":").append(part);
    return *this;
  }
  const std::string& all() const { return all_; }

 private:
  std::string all_;
};

std::string text_of(const model::CodeList& list) {
  Text text;
  text.add(list.name);
  for (const auto& entry : list.entries) {
    text.add(entry.code).add(entry.maps_to).add(entry.from.text()).add(entry.to.text());
  }
  return text.all();
}

std::string text_of(const ObservationPlan& plan) {
  Text text;
  text.add(plan.kind->name)
      .add(model::to_string(plan.assertion))
      .add(model::to_string(plan.regime))
      .add(model::to_string(plan.sensitivity));
  for (const FieldPlan& field : plan.fields) {
    text.add(field.definition->name)
        .add(std::to_string(static_cast<int>(field.definition->type)))
        .add(field.definition->codes)
        .add(field.definition->many ? "many" : "one");
  }
  return text.all();
}

void collect(const Expression& expression, std::set<std::string>& lists) {
  for (const auto& look_up : expression.look_ups) lists.insert(text_of(look_up->list()));
  for (const Expression& part : expression.parts) collect(part, lists);
}

void collect(const ObservationPlan& plan, std::set<std::string>& lists) {
  if (plan.valid_from) collect(*plan.valid_from, lists);
  if (plan.valid_to) collect(*plan.valid_to, lists);
  for (const FieldPlan& field : plan.fields) {
    collect(field.expression, lists);
    if (field.list) lists.insert(text_of(field.list->list()));
  }
}

}  // namespace

std::int64_t fingerprint_of(const Json& document, const Mapping::State& state) {
  Text text;
  for (const auto& [key, value] : document.members())
    if (key != "$schema" && key != "title") text.add(key).add(value.dump());
  std::set<std::string> lists;
  for (const PersonPlan& person : state.people) {
    collect(person.subject, lists);
    for (const ObservationPlan& plan : person.observations) {
      text.add(text_of(plan));
      collect(plan, lists);
    }
  }
  for (const std::string& list : lists) text.add(list);
  const Digest digest = sha256(text.all());
  std::int64_t first = 0;
  std::memcpy(&first, digest.data(), sizeof first);
  return first;
}

}  // namespace trellis::mapping
