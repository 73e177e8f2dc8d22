#pragma once

#include <string>
#include <utility>

#include "hub/matching/engine/engine.hpp"

namespace trellis::testing {

// What an invented child's records say for matching:
//   a_child("Ada", "Moss").born("2015-03-02").living_at("AB1 2CD", "3 elm road")
// Names are folded already.
class SubjectBuilder {
 public:
  SubjectBuilder(std::string given, std::string family, std::string middle = {}) {
    features_.names.push_back({std::move(given), std::move(middle), std::move(family)});
  }
  SubjectBuilder& also_called(std::string given, std::string family) {
    features_.names.push_back({std::move(given), {}, std::move(family)});
    return *this;
  }
  SubjectBuilder& without_a_name() { return features_.names.clear(), *this; }
  SubjectBuilder& born(std::string_view date) {
    features_.births.push_back(*Date::parse(date));
    return *this;
  }
  SubjectBuilder& girl() { return features_.sex = "F", *this; }
  SubjectBuilder& boy() { return features_.sex = "M", *this; }
  SubjectBuilder& living_at(std::string postcode, std::string address = {}) {
    features_.postcodes.push_back(std::move(postcode));
    if (!address.empty()) features_.addresses.push_back(std::move(address));
    return *this;
  }
  SubjectBuilder& nhs(std::string number) { return with("nhs_number", std::move(number)); }
  SubjectBuilder& upn(std::string number) { return with("upn", std::move(number)); }
  SubjectBuilder& with(std::string kind, std::string canonical) {
    features_.identifiers.push_back({std::move(kind), std::move(canonical)});
    return *this;
  }
  SubjectBuilder& phone(std::string digits) {
    features_.phones.push_back(std::move(digits));
    return *this;
  }
  SubjectBuilder& parent(std::string name) {
    features_.parents.push_back(std::move(name));
    return *this;
  }
  SubjectBuilder& on_roll(std::string school, std::string_view from, std::string_view to = {}) {
    features_.enrolments.push_back(
        {std::move(school), *Date::parse(from), to.empty() ? Date{} : *Date::parse(to)});
    return *this;
  }
  SubjectBuilder& sealed() { return features_.sealed = true, *this; }
  operator matching::Features() const { return features_; }

 private:
  matching::Features features_;
};

inline SubjectBuilder a_child(std::string given, std::string family, std::string middle = {}) {
  return {std::move(given), std::move(family), std::move(middle)};
}

}  // namespace trellis::testing
