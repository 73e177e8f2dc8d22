#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/mapping/definitions.hpp"
#include "hub/mapping/findings.hpp"
#include "hub/mapping/plan.hpp"

namespace trellis::mapping {

// The code lists a mapping may name, by name: its own first, then the catalogue's.
class Lists {
 public:
  Lists(const std::map<std::string, model::CodeList, std::less<>>& own,
        const model::Catalogue& catalogue);
  const model::CodeList* find(std::string_view name) const;
  std::string near(std::string_view name) const;  // "; did you mean ...", or nothing
  // Made once for each pair of lists.
  std::shared_ptr<const Lookup> lookup(const model::CodeList& list, const model::CodeList* target);

 private:
  const std::map<std::string, model::CodeList, std::less<>>& own_;
  const model::Catalogue& catalogue_;
  std::map<std::pair<const void*, const void*>, std::shared_ptr<const Lookup>> lookups_;
};

// Turns the expressions of a mapping file into what is evaluated.
class ExpressionReader {
 public:
  ExpressionReader(Lists& lists, Definitions& definitions, Findings& findings)
      : lists_(lists), definitions_(definitions), findings_(findings) {}

  // All take expressions as `Definitions::expression` gives them.
  // `target`: the catalogue's list of the field that the expression fills, or null.
  Expression read(const formats::Json& from, const model::CodeList* target);
  // Of a key or an identifier: what is glued of several parts has none where one of them is
  // missing.
  Expression read_key(const formats::Json& from, const model::CodeList* target);
  std::optional<CompiledPath> compile(const formats::Json& from);

 private:
  void read_path(const formats::Json& from, Expression& into);
  void demand_all_parts(Expression& expression);
  void read_source(const formats::Json& from, Expression& into);
  void read_parts(const formats::Json& from, Expression& into);
  void read_replacements(const formats::Json& from, Expression& into);
  void read_dates(const formats::Json& from, Expression& into);
  void read_times(const formats::Json& from, Expression& into);
  void read_look_ups(const formats::Json& from, const model::CodeList* target, Expression& into);
  void read_look_up(const formats::Json& name, const model::CodeList* target, Expression& into);

  Lists& lists_;
  Definitions& definitions_;
  Findings& findings_;
};

// The text of a constant: a text, a number, true or false.
std::string constant_text(const formats::Json& constant);

}  // namespace trellis::mapping
