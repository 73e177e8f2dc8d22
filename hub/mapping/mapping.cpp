#include "hub/mapping/mapping.hpp"

#include <algorithm>
#include <cassert>

#include "hub/mapping/coverage.hpp"
#include "hub/mapping/evaluation.hpp"
#include "hub/mapping/plan.hpp"

namespace trellis::mapping {

bool Mapped::is_readable() const {
  return std::none_of(issues.begin(), issues.end(),
                      [](const Issue& issue) { return issue.severity == Severity::error; });
}

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "error";
}

bool Today::is_before(Date other) const {
  if (other.year() != year_ || day_.none()) return other.year() > year_;
  return other.first_day() > day_.first_day();
}

Workspace::Workspace() : state_(std::make_unique<State>()) {}
Workspace::~Workspace() = default;

Mapping::Mapping(std::unique_ptr<const State> state) : state_(std::move(state)) {}
Mapping::Mapping(Mapping&&) noexcept = default;
Mapping& Mapping::operator=(Mapping&&) noexcept = default;
Mapping::~Mapping() = default;

const std::string& Mapping::name() const { return state_->name; }
const std::string& Mapping::version() const { return state_->version; }
const std::string& Mapping::title() const { return state_->title; }
std::int64_t Mapping::fingerprint() const { return state_->fingerprint; }
const std::vector<Error>& Mapping::unused_definitions() const { return state_->unused; }
const std::string& Mapping::adapter() const { return state_->adapter; }
const Place& Mapping::adapter_place() const { return state_->adapter_place; }
const formats::Json& Mapping::settings() const { return state_->settings; }
bool Mapping::is_full_extract() const { return state_->is_full_extract; }
double Mapping::may_vanish() const { return state_->may_vanish; }

bool Mapping::has_people() const { return state_->has_people; }

Mapped Mapping::apply(formats::Tree tree, Today today) const {
  Workspace workspace;
  apply(tree, today, workspace);
  return std::move(workspace.state().mapped);
}

std::vector<Mapped> Mapping::apply_all(formats::Tree tree, Today today, Coverage* coverage) const {
  if (coverage) cover_source(*state_, tree, *coverage);
  Workspace workspace;
  tree.drop_blanks();
  auto people = Evaluation(*state_, tree, today, workspace.state()).run_all();
  if (coverage)
    for (const Mapped& person : people) cover_target(*state_, person, *coverage);
  return people;
}

const Mapped& Mapping::apply(formats::Tree& tree, Today today, Workspace& workspace) const {
  assert(!state_->has_people);
  tree.drop_blanks();
  return Evaluation(*state_, tree, today, workspace.state()).run();
}

}  // namespace trellis::mapping
