#include <algorithm>

#include "hub/mapping/evaluation.hpp"

// How a record becomes what it says of each of several people.
namespace trellis::mapping {

using formats::Node;

std::vector<Node> Evaluation::starts_of(const PersonPlan& person) {
  std::vector<Node> starts = {record_};
  if (person.for_each) person.for_each->path.nodes(record_, starts);
  std::erase_if(starts, [&](const Node& start) {
    return start.is_blank() || (person.when && !person.when->path.truth(start));
  });
  return starts;
}

std::vector<Mapped> Evaluation::run_all() {
  std::vector<Mapped> people;
  const bool goes_on = begin();
  if (!goes_on || !plan_.has_people) {
    if (goes_on) map(plan_.people.front(), record_);
    people.push_back(std::move(mapped_));
    return people;
  }
  const std::vector<Issue> of_record = std::exchange(mapped_.issues, {});
  for (const PersonPlan& person : plan_.people) map_each(person, people);
  static const std::string label = "the record";
  if (people.size() > limits_.people || people.empty()) {
    start_afresh();
    record_path_ = path_of(record_);
    if (people.empty())
      report(Severity::error, "no-subject", label, record_, "says nothing about anybody");
    else
      report(Severity::error, "too-many-people", label, record_,
             "is about more people than a record may be about");
    people.clear();
    people.push_back(std::move(mapped_));
  }
  // An error of the record holds everybody in it, each with what protects them; the rest is told
  // once.
  for (Mapped& person : people) {
    auto issues = of_record;
    if (&person != &people.front())
      std::erase_if(issues, [](const Issue& each) { return each.severity != Severity::error; });
    person.issues.insert(person.issues.begin(), issues.begin(), issues.end());
  }
  return people;
}

// Who has nothing said of them is left out: an empty place for a second child is no fault.
void Evaluation::map_each(const PersonPlan& person, std::vector<Mapped>& people) {
  std::size_t position = 0;
  for (const Node& start : starts_of(person)) {
    ++position;
    if (people.size() > limits_.people) return;
    start_afresh();
    reported_.clear();
    values_ = 0;
    record_path_ = path_of(start);
    map(person, start);
    if (mapped_.observations.empty()) continue;
    mapped_.person = person.name;
    if (person.for_each) mapped_.person += " " + std::to_string(position);
    const bool has_twin = std::any_of(people.begin(), people.end(), [&](const Mapped& other) {
      return !mapped_.subject_key.empty() && other.subject_key == mapped_.subject_key;
    });
    if (has_twin) {
      mapped_.is_twin = true;
      report(Severity::error, "person-twice", person.subject_label, start,
             "is the key of another person of this record, too");
    }
    people.push_back(std::move(mapped_));
    mapped_ = {};
  }
}

}  // namespace trellis::mapping
