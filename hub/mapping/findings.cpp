#include "hub/mapping/findings.hpp"

#include <algorithm>

#include "hub/base/text.hpp"

namespace trellis::mapping {

void Findings::add(Error error) {
  const auto is_same = [&](const Error& other) {
    return other.place.file == error.place.file && other.place.line == error.place.line &&
           other.place.column == error.place.column && other.message == error.message;
  };
  if (std::any_of(errors_.end() - static_cast<std::ptrdiff_t>(count_), errors_.end(), is_same))
    return;
  errors_.push_back(std::move(error));
  ++count_;
}

std::string in_quotes(std::string_view word) { return '"' + std::string(word) + '"'; }

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const auto near = text::nearest(word, candidates);
  return near ? "; did you mean " + in_quotes(*near) + "?" : std::string();
}

bool read_checked(const std::string& file, std::string_view schema, Findings& findings,
                  formats::Json& document) {
  auto read = formats::Json::read_file(file);
  if (!read) {
    findings.add(read.error());
    return false;
  }
  auto rules = formats::Json::parse(schema);
  if (!rules) {
    findings.add({file, 0, 0, {}}, "our own schema cannot be read: " + rules.error().message);
    return false;
  }
  auto errors = formats::check_schema(*read, *rules);
  for (auto& error : errors) findings.add(std::move(error));
  document = std::move(*read);
  return errors.empty();
}

}  // namespace trellis::mapping
