#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "hub/mapping/mapping.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::mapping {

inline model::FieldDefinition a_field(std::string name,
                                      model::FieldType type = model::FieldType::text,
                                      std::string codes = {}, bool many = false) {
  return {std::move(name), "Label", type, std::move(codes), many, model::Level::detail};
}

// A model small enough to be seen whole.
inline std::shared_ptr<const model::Catalogue> small_catalogue() {
  using model::FieldType;
  model::KindDefinition thing;
  thing.name = "test.thing";
  thing.fields = {a_field("text"),
                  a_field("second"),
                  a_field("many", FieldType::text, {}, true),
                  a_field("date", FieldType::date),
                  a_field("instant", FieldType::instant),
                  a_field("flag", FieldType::boolean),
                  a_field("number", FieldType::whole_number),
                  a_field("decimal", FieldType::decimal),
                  a_field("colour", FieldType::code, "colour"),
                  a_field("postcode", FieldType::identifier, "postcode")};
  model::KindDefinition identifier;
  identifier.name = "person.identifier";
  identifier.fields = {a_field("value", FieldType::identifier), a_field("system")};
  model::KindDefinition same_as;
  same_as.name = "person.same_as";
  same_as.fields = {a_field("key"), a_field("link")};
  model::KindDefinition opinion;
  opinion.name = "test.opinion";
  opinion.assertion = model::Assertion::professional_opinion;
  opinion.regime = model::Regime::law_enforcement;
  opinion.sensitivity = model::Sensitivity::sensitive;
  opinion.fields = {a_field("text")};
  model::KindDefinition birth;
  birth.name = "test.birth";
  birth.fields = {a_field("date", FieldType::date), a_field("expected", FieldType::boolean),
                  a_field("place")};
  birth.fields[0].is_past = true;
  birth.fields[2].knows_none = true;
  model::CodeList colour{"colour",
                         {{"RED", "Red", {}, {}, {}},
                          {"GRN", "Green", {}, {}, {}},
                          {"SCARLET", "An older red", "RED", {}, {}}}};
  auto made = model::Catalogue::make({thing, identifier, same_as, opinion, birth}, {colour});
  EXPECT_THAT(made, testing::IsOk());
  return std::make_shared<const model::Catalogue>(std::move(*made));
}

// A mapping in a folder of its own.
class MappingFolder {
 public:
  explicit MappingFolder(std::string_view json) { folder_.write("small/mapping.json", json); }

  void add(const std::string& name, std::string_view bytes) {
    folder_.write("small/" + name, bytes);
  }
  std::string path() const { return folder_.file("small"); }
  Result<Mapping> load() {
    findings.clear();
    return Mapping::load(path(), small_catalogue(), findings);
  }

  std::vector<Error> findings;

 private:
  testing::TemporaryFolder folder_;
};

// The least a mapping needs, around one observation or several; lines 1 to 3 stand before it.
inline std::string around(std::string_view observations) {
  return R"({"mapping": "small", "version": "1.0.0", "title": "A small one", "adapter": "xml",
 "settings": {"format": "xml", "record": "/r/p"}, "subject": "@id",
 "observations": [
)" + std::string(observations) +
         "]}\n";
}

// The same for an input that is cut into records.
inline std::string around_records(std::string_view observations) {
  std::string json = around(observations);
  return json.insert(1, R"("record": "/r/p", )");
}

inline formats::Tree tree_of(std::string_view xml) {
  auto tree = formats::Tree::parse(formats::xml_type, xml);
  EXPECT_THAT(tree, testing::IsOk());
  return std::move(*tree);
}

constexpr int this_year = 2026;

inline Mapped map(MappingFolder& folder, std::string_view xml) {
  auto mapping = folder.load();
  for (const auto& finding : folder.findings) ADD_FAILURE() << to_string(finding);
  if (!mapping.ok()) return {};
  return mapping->apply(tree_of(xml), this_year);
}

// A file whose `^` marks the place of a finding; it is taken out.
struct Marked {
  std::string text;
  std::uint64_t line = 0, column = 0;
};

inline Marked unmarked(std::string text) {
  const auto mark = text.find('^');
  if (mark == std::string::npos) return {std::move(text)};
  Marked marked{std::move(text), 1, 1};
  for (std::size_t i = 0; i < mark; ++i) {
    marked.line += marked.text[i] == '\n' ? 1U : 0U;
    marked.column = marked.text[i] == '\n' ? 1 : marked.column + 1;
  }
  marked.text.erase(mark, 1);
  return marked;
}

inline void expect_finding(const std::vector<Error>& findings, const Marked& place,
                           const std::string& words) {
  std::string found;
  for (const auto& error : findings) found += to_string(error) + "\n";
  const bool is_found = std::any_of(findings.begin(), findings.end(), [&](const Error& error) {
    return error.place.line == place.line && error.place.column == place.column &&
           error.message.find(words) != std::string::npos;
  });
  EXPECT_TRUE(is_found) << place.line << ":" << place.column << " " << words
                        << "; found: " << found;
}

// What one expression makes of the field `text` (or another) of one record.
inline Mapped evaluate(std::string_view expression, std::string_view xml,
                       const std::string& field = "text") {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {")" + field + R"(": )" +
                              std::string(expression) + "}}"));
  return map(folder, xml);
}

inline std::vector<std::string> texts(const Mapped& mapped) {
  std::vector<std::string> all;
  for (const auto& observation : mapped.observations) {
    for (const auto& field : observation.fields) all.push_back(field.value.text);
  }
  return all;
}

inline std::vector<std::string> rules(const Mapped& mapped) {
  std::vector<std::string> all;
  for (const auto& issue : mapped.issues) all.push_back(issue.rule);
  return all;
}

inline model::Value value_of(const Mapped& mapped, std::size_t at = 0) {
  if (mapped.observations.empty() || mapped.observations[0].fields.size() <= at) {
    ADD_FAILURE() << "there is no value";
    return {};
  }
  return mapped.observations[0].fields[at].value;
}

}  // namespace trellis::mapping
