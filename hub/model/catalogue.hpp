#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/model/observation.hpp"

namespace trellis::model {

enum class FieldType { text, date, instant, boolean, whole_number, decimal, code, identifier };

// Whether a field tells where a child can be found.
enum class Whereabouts { not_said, told, not_told };

struct FieldDefinition {
  std::string name;
  std::string label;
  FieldType type = FieldType::text;
  std::string codes;  // code list for `code`; kind of identifier for `identifier` (empty: field
                      // `system` says it)
  bool many = false;
  Level level = Level::detail;  // the lowest level that shows it
  bool knows_none = false;      // words such as N/A are no value of it
  bool is_past = false;         // a day of a life: never in the future, nor very long ago
  Whereabouts whereabouts = Whereabouts::not_said;
};

struct KindDefinition {
  std::string name;  // domain.kind
  std::string label;
  std::string standard;  // what it follows
  Sensitivity sensitivity = Sensitivity::normal;
  Regime regime = Regime::gdpr;
  Assertion assertion = Assertion::fact;
  bool is_place = false;   // all of it tells where a child can be found
  std::string opens = {};  // the service that works with the child while it lasts; empty: none
  std::vector<std::string> purposes;
  std::vector<FieldDefinition> fields;

  std::string_view domain() const { return std::string_view(name).substr(0, name.find('.')); }
  const FieldDefinition* find(std::string_view field) const;
};

// A dated list of codes: code -> label. Unknown codes are kept by those who use it, never dropped.
struct CodeList {
  struct Entry {
    std::string code;
    std::string label;
    std::string maps_to;  // the normalised code of a crosswalk; empty: `code` itself
    Date from, to;        // when it may be used; none: always
  };
  std::string name;
  std::vector<Entry> entries;
  std::string fault = {};  // why it cannot be used; empty: it can
  // By exact code first, then ignoring case. `on` picks among entries of one code, and nothing
  // where none was in force that day; none: the newest.
  const Entry* find(std::string_view code, Date on = {}) const;
};

// The common model: all kinds and code lists. Immutable once made; may be shared.
class Catalogue {
 public:
  // Fails on a kind or list that stands twice and on a field whose code list or identifier kind is
  // not known.
  static Result<Catalogue> make(std::vector<KindDefinition> kinds, std::vector<CodeList> lists);
  const KindDefinition* kind(std::string_view name) const;
  const CodeList* codes(std::string_view list) const;
  std::vector<std::string> kind_names() const;
  std::vector<std::string> services() const;  // that a kind opens, each once

 private:
  std::map<std::string, KindDefinition, std::less<>> kinds_;
  std::map<std::string, CodeList, std::less<>> lists_;
};

std::string_view to_string(FieldType type);
std::optional<FieldType> parse_field_type(std::string_view text);

}  // namespace trellis::model
