#include "hub/formats/xml_context.hpp"

#include <algorithm>

#include "hub/base/text.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {
namespace {

constexpr std::size_t most_kept =
    64;  // occurrences; what a document repeats more often is no context

bool is_step(std::string_view step) { return step == "*" || xml_name(step) == step; }

std::size_t shared_start(const XmlSteps& record, const XmlSteps& wanted) {
  const std::size_t parents = wanted.elements.size() - (wanted.attribute.empty() ? 1 : 0);
  const std::size_t most = std::min(parents, record.elements.size() - 1);
  std::size_t shared = 0;
  const auto same = [](const std::string& a, const std::string& b) {
    return a == b || a == "*" || b == "*";
  };
  while (shared < most && same(record.elements[shared], wanted.elements[shared])) ++shared;
  return shared;
}

}  // namespace

std::string_view local_name(std::string_view qualified) {
  const auto colon = qualified.find(':');
  return colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
}

Result<XmlSteps> XmlSteps::parse(std::string_view path) {
  const Error wrong{Fault::invalid,
                    "a path here is written like /Message/Header/Source or /Message/@version"};
  if (!path.starts_with('/')) return wrong;
  XmlSteps steps;
  for (const auto& part : text::split(path.substr(1), "/")) {
    if (!steps.attribute.empty()) return wrong;
    if (part.starts_with('@')) {
      steps.attribute = part.substr(1);
      if (xml_name(local_name(steps.attribute)) != local_name(steps.attribute)) return wrong;
      continue;
    }
    const std::string step(local_name(part));
    if (!is_step(step)) return wrong;
    steps.elements.push_back(step);
  }
  if (steps.elements.empty()) return wrong;
  return steps;
}

bool XmlSteps::lead_to(const std::vector<std::string>& names) const {
  const auto fits = [](const std::string& step, const std::string& name) {
    return step == "*" || step == name;
  };
  return elements.size() == names.size() &&
         std::equal(elements.begin(), elements.end(), names.begin(), fits);
}

XmlContext::XmlContext(XmlSteps record, std::vector<XmlSteps> wanted)
    : record_(std::move(record)), wanted_(std::move(wanted)) {}

void XmlContext::change() {
  is_built_ = false;
  ++version_;
}

void XmlContext::enter(Ancestor ancestor) {
  ancestors_.push_back(std::move(ancestor));
  change();
}

void XmlContext::leave() {
  const std::size_t level = ancestors_.size();
  std::erase_if(kept_, [&](const Kept& kept) { return kept.scope >= level; });
  ancestors_.pop_back();
  change();
}

void XmlContext::clear() {
  ancestors_.clear();
  kept_.clear();
  change();
}

void XmlContext::keep(const XmlSteps& wanted, std::string text, Place place) {
  if (kept_.size() >= most_kept) return;
  Kept kept;
  kept.scope = shared_start(record_, wanted);
  kept.is_attribute = !wanted.attribute.empty();
  const std::size_t parents = wanted.elements.size() - (kept.is_attribute ? 0 : 1);
  for (std::size_t i = kept.scope; i < parents; ++i) kept.between.push_back(wanted.elements[i]);
  kept.text = std::move(text);
  kept.place = std::move(place);
  kept_.push_back(std::move(kept));
  change();
}

std::string XmlContext::name_at(std::size_t level) const {
  if (level < ancestors_.size()) return ancestors_[level].name;
  return record_.elements[level] == "*" ? "any" : record_.elements[level];
}

// Elements kept at one level, in the document's order; neighbours share the elements around them.
void XmlContext::append_kept(std::size_t scope) {
  std::vector<std::string> open;
  const auto close_to = [&](std::size_t size) {
    for (; open.size() > size; open.pop_back()) before_ += "</" + open.back() + ">";
  };
  for (const auto& kept : kept_) {
    if (kept.scope != scope || (kept.is_attribute && kept.between.empty())) continue;
    const auto differ =
        std::mismatch(open.begin(), open.end(), kept.between.begin(), kept.between.end());
    std::size_t shared = static_cast<std::size_t>(differ.first - open.begin());
    if (kept.is_attribute) shared = std::min(shared, kept.between.size() - 1);
    close_to(shared);
    origins_.push_back({before_.size(), kept.place});
    for (std::size_t i = shared; i < kept.between.size(); ++i) {
      const bool is_last = i + 1 == kept.between.size();
      before_ +=
          "<" + kept.between[i] + (is_last && kept.is_attribute ? " " + kept.text : "") + ">";
      open.push_back(kept.between[i]);
    }
    if (kept.is_attribute) continue;
    if (shared < kept.between.size()) origins_.push_back({before_.size(), kept.place});
    before_ += kept.text;
  }
  close_to(0);
}

void XmlContext::build() {
  if (is_built_) return;
  is_built_ = true;
  before_.clear();
  after_.clear();
  origins_.clear();
  for (std::size_t i = 0; i + 1 < record_.elements.size(); ++i) {
    append_kept(i);
    if (i < ancestors_.size()) origins_.push_back({before_.size(), ancestors_[i].place});
    before_ += "<" + name_at(i);
    if (i < ancestors_.size()) before_ += ancestors_[i].attributes;
    for (const auto& kept : kept_) {
      if (kept.is_attribute && kept.scope == i + 1 && kept.between.empty())
        before_ += " " + kept.text;
    }
    before_ += ">";
    after_.insert(0, "</" + name_at(i) + ">");
  }
  append_kept(record_.elements.size() - 1);
}

const std::string& XmlContext::before() {
  build();
  return before_;
}

const std::string& XmlContext::after() {
  build();
  return after_;
}

const std::vector<Origin>& XmlContext::origins() {
  build();
  return origins_;
}

}  // namespace trellis::formats
