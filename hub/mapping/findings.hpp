#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"

namespace trellis::mapping {

// What is wrong with the files of a mapping or of the model; each finding points at its token.
class Findings {
 public:
  explicit Findings(std::vector<Error>& errors) : errors_(errors) {}

  void add(const Place& place, std::string message, Fault fault = Fault::invalid) {
    add(Error{fault, std::move(message), place});
  }
  void add(const formats::Json& at, std::string message) { add(at.place(), std::move(message)); }
  void add(Error error);  // once, however often what is wrong is used
  bool any() const noexcept { return count_ != 0; }
  std::size_t count() const noexcept { return count_; }
  const Error& first() const { return errors_[errors_.size() - count_]; }

 private:
  std::vector<Error>& errors_;
  std::size_t count_ = 0;
};

// "; did you mean "x"?", or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);
std::string in_quotes(std::string_view word);

// Reads a JSON file and checks it against one of our schemas; false where it cannot be used.
bool read_checked(const std::string& file, std::string_view schema, Findings& findings,
                  formats::Json& document);

}  // namespace trellis::mapping
