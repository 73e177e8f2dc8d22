#include "hub/formats/xml_key.hpp"

#include <algorithm>

#include "hub/base/text.hpp"
#include "hub/formats/tree_document.hpp"
#include "hub/formats/xml_context.hpp"

namespace trellis::formats {

Result<XmlKey> XmlKey::compile(const std::string& xpath) {
  TRELLIS_LET(auto path, Path::compile(xpath));
  auto steps = text::split(xpath, "/");
  const bool has_names_only = std::all_of(steps.begin(), steps.end(), [](const std::string& step) {
    return !step.empty() && step.front() != '.' && xml_name(step) == step;
  });
  if (!has_names_only) steps.clear();
  return XmlKey(std::move(path), std::move(steps));
}

void XmlKey::start_record() {
  matched_ = 0;
  is_found_ = false;
}

void XmlKey::start_element(unsigned level, std::string_view qualified, std::uint64_t inside) {
  if (is_found_ || level != matched_ + 1 || matched_ == steps_.size()) return;
  if (local_name(qualified) != steps_[matched_]) return;
  if (++matched_ == steps_.size()) from_ = inside;
}

void XmlKey::end_element(unsigned level, std::uint64_t end_tag) {
  if (is_found_ || level != matched_ || matched_ == 0) return;
  if (matched_ == steps_.size()) {
    is_found_ = true;
    to_ = end_tag;
  }
  --matched_;
}

std::optional<std::string> XmlKey::from_tags(std::string_view slice, std::uint64_t offset) const {
  if (!is_found_) return std::string();
  const auto text =
      slice.substr(static_cast<std::size_t>(from_ - offset), static_cast<std::size_t>(to_ - from_));
  if (text.find_first_of("<&\r") != std::string_view::npos) return std::nullopt;
  return std::string(text);
}

}  // namespace trellis::formats
