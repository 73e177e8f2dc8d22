#include <algorithm>

#include "hub/base/encoding.hpp"
#include "hub/base/spreadsheet.hpp"
#include "hub/base/text.hpp"
#include "hub/base/unseen.hpp"
#include "hub/mapping/evaluation.hpp"
#include "hub/mapping/excel_day.hpp"

// How an expression gets its values.
namespace trellis::mapping {

namespace {

void change_case(Expression::Case letters, std::string& text) {
  if (letters == Expression::Case::upper) text = text::upper(text);
  if (letters == Expression::Case::lower) text = text::lower(text);
  if (letters == Expression::Case::title) text = text::title(text);
}

void trim(std::string& text) {
  const std::string_view kept = text::trim(text);
  if (kept.size() == text.size()) return;
  const auto start = static_cast<std::size_t>(kept.data() - text.data());
  text.resize(start + kept.size());
  text.erase(0, start);
}

void split(const std::string& separator, Items& items) {
  Items parts;
  for (const Item& item : items) {
    for (auto& piece : text::split(item.text, separator)) {
      Item& part = parts.emplace_back(Item{std::move(piece), {}, item.absent, {}, {}, item.node});
      part.is_read = item.is_read;
    }
  }
  items = std::move(parts);
}

constexpr int usual_years_ahead = 10;

Date day_of(const std::string& text, const std::string& pattern, int last_year) {
  if (is_excel(pattern)) {
    const auto read = read_excel(text, pattern);
    return read ? Date::of(*read) : Date{};
  }
  const auto date = parse_date(text, pattern, last_year);
  return date ? *date : Date{};
}

bool has_several(const formats::Path& path, const formats::Node& from) {
  if (!path.selects_nodes()) return false;
  std::string first;
  for (const formats::Node& node : path.nodes(from)) {
    const std::string value(text::trim(node.text()));
    if (first.empty()) first = value;
    if (!value.empty() && value != first) return true;
  }
  return false;
}

const Item* first_value(const Items& items) {
  for (const Item& item : items) {
    if (item.absent.empty()) return &item;
  }
  return nullptr;
}

}  // namespace

void Evaluation::evaluate(const Expression& expression, const formats::Node& from,
                          const std::string& label, Items& items) {
  if (!expression.when || expression.when->path.truth(from)) {
    gather(expression, from, label, items);
    refine(expression, label, items);
  }
  if (!items.empty() || !expression.fallback) return;
  items.push_back({*expression.fallback});
  items.back().is_read = expression.when && reads_something(*expression.when, from);
}

bool Evaluation::has_room(const Items& items, const std::string& label, const formats::Node& at) {
  if (items.size() < limits_.values && ++values_ <= limits_.values_of_record) return true;
  report(Severity::error, "too-many-values", label, at, "has more values than a record may have");
  return false;
}

void Evaluation::gather(const Expression& expression, const formats::Node& from,
                        const std::string& label, Items& items) {
  switch (expression.source) {
    case Expression::Source::select:
      if (expression.select) select(*expression.select, from, label, items);
      break;
    case Expression::Source::value:
      items.push_back({expression.text});
      items.back().is_read = expression.when && reads_something(*expression.when, from);
      break;
    case Expression::Source::concatenate:
    case Expression::Source::join:
      glue(expression, from, label, items);
      break;
    case Expression::Source::join_all:
      join_all(expression, from, label, items);
      break;
    case Expression::Source::first:
      take_first(expression, from, label, items);
      break;
  }
}

// Of a path without steps, such as name(), the record itself is read.
bool Evaluation::reads_something(const CompiledPath& path, const formats::Node& from) {
  if (path.reads.empty()) return !path.is_constant;
  return std::any_of(path.reads.begin(), path.reads.end(),
                     [&](const formats::Path& read) { return read.truth(from); });
}

void Evaluation::select(const CompiledPath& path, const formats::Node& from,
                        const std::string& label, Items& items) {
  if (!path.path.selects_nodes()) {
    const auto is_missing = [&](const formats::Path& part) {
      return text::trim(part.text(from)).empty();
    };
    if (std::any_of(path.glued.begin(), path.glued.end(), is_missing)) return;
    if (std::any_of(path.glued.begin(), path.glued.end(),
                    [&](const formats::Path& part) { return has_several(part, from); }))
      report(Severity::error, "several-keys", label, from,
             "has a part with several different values");
    std::string text = path.path.text(from);
    if (text == "NaN") return;
    items.push_back({std::move(text), {}, {}, {}, {}, from});
    items.back().is_read = reads_something(path, from);
    return;
  }
  path.path.nodes(from, workspace_.nodes);
  for (const formats::Node& node : workspace_.nodes) {
    if (!has_room(items, label, node)) return;
    if (node.holds_values()) {
      report(Severity::warning, "not-a-text", label, node,
             "holds several values of its own, which are no text together; it was not taken");
      continue;
    }
    Item& item = items.emplace_back();
    node.append_text(item.text);
    item.node = node;
    item.is_read = true;
    if (tree_.has_remarks()) tell_remarks(label, node);
  }
}

// Constants and defaults alone make no value where there was something to read.
void Evaluation::glue(const Expression& expression, const formats::Node& from,
                      const std::string& label, Items& items) {
  const bool is_join = expression.source == Expression::Source::join;
  Item glued;
  for (bool is_first = true; const Expression& part : expression.parts) {
    Scratch values(workspace_.items);
    evaluate(part, from, label, *values);
    const Item* value = first_value(*values);
    if (!value && expression.needs_all_parts) return;
    if (!value) continue;
    tell_others(expression, *value, label, *values);
    if (is_join && !is_first) glued.text += expression.text;
    glued.text += value->text;
    if (!glued.node) glued.node = value->node;
    glued.is_read |= value->is_read;
    is_first = false;
  }
  if (glued.is_read || !expression.reads_record) items.push_back(std::move(glued));
}

// A part of a key is one value; of another text the first is taken.
void Evaluation::tell_others(const Expression& expression, const Item& first,
                             const std::string& label, const Items& values) {
  const auto other = std::find_if(values.begin(), values.end(), [&](const Item& item) {
    return item.absent.empty() && item.text != first.text;
  });
  if (other == values.end()) return;
  if (expression.needs_all_parts)
    return report(Severity::error, "several-keys", label, other->node,
                  "has a part with several different values");
  report(Severity::warning, "too-many-values", label, other->node,
         "has several values where one may stand; the first was kept");
}

void Evaluation::join_all(const Expression& expression, const formats::Node& from,
                          const std::string& label, Items& items) {
  Scratch values(workspace_.items);
  evaluate(expression.parts.front(), from, label, *values);
  Item joined;
  for (bool is_first = true; const Item& value : *values) {
    if (!value.absent.empty()) continue;
    if (!is_first) joined.text += expression.text;
    joined.text += value.text;
    if (!joined.node) joined.node = value.node;
    joined.is_read |= value.is_read;
    is_first = false;
  }
  if (!joined.text.empty()) items.push_back(std::move(joined));
}

void Evaluation::take_first(const Expression& expression, const formats::Node& from,
                            const std::string& label, Items& items) {
  for (const Expression& part : expression.parts) {
    Scratch values(workspace_.items);
    evaluate(part, from, label, *values);
    const bool has_value = first_value(*values) != nullptr;
    if (has_value || items.empty()) items.swap(*values);
    if (has_value) return;
  }
}

void Evaluation::refine(const Expression& expression, const std::string& label, Items& items) {
  if (!expression.separator.empty()) split(expression.separator, items);
  if (items.size() > limits_.values) {
    report(Severity::error, "too-many-values", label, items.front().node,
           "has more values than a record may have");
    items.resize(limits_.values);
  }
  std::size_t kept = 0;
  for (Item& item : items) {
    if (item.absent.empty()) refine(expression, label, item);
    if (item.text.empty() && item.absent.empty()) continue;
    if (&items[kept] != &item) items[kept] = std::move(item);
    ++kept;
  }
  items.resize(kept);
}

void Evaluation::refine(const Expression& expression, const std::string& label, Item& item) {
  if (expression.is_trimmed) {
    make_seen(label, item);
    trim(item.text);
  }
  if (text::is_spreadsheet_error(item.text)) return refuse_spreadsheet_error(label, item);
  if (item.text.empty()) return;
  const bool changes = expression.letters != Expression::Case::kept || !expression.absent.empty() ||
                       !expression.replacements.empty() || !expression.date_patterns.empty() ||
                       !expression.time_patterns.empty() || !expression.look_ups.empty();
  if (!changes) return;
  std::string received = item.text;
  replace(expression, label, item);
  change_case(expression.letters, item.text);
  for (const auto& [value, why] : expression.absent) {
    if (item.text != value && received != value) continue;
    item.absent = why;
    item.text.clear();
  }
  if (item.absent.empty() && !item.text.empty() && !expression.date_patterns.empty())
    read_date(expression, label, item);
  if (item.absent.empty() && !expression.time_patterns.empty()) read_time(expression, label, item);
  if (item.absent.empty() && !expression.look_ups.empty() && !item.text.empty())
    look_up(expression, label, item);
  if (item.received.empty() && item.text != received) item.received = std::move(received);
}

// What nobody sees decides nothing; what was spoiled on its way is told.
void Evaluation::make_seen(const std::string& label, Item& item) {
  if (text::first_misread_utf8(item.text)) {
    report(Severity::warning, "misread-text", label, item.node,
           "looks like UTF-8 that was read as another character set; it was kept");
  }
  if (!text::has_unseen(item.text)) return;
  if (text::has_control(item.text))
    report(Severity::warning, "control-character", label, item.node,
           "holds a control character, which nobody sees; it was left out");
  if (item.received.empty()) item.received = item.text;
  item.text = text::without_unseen(item.text);
}

void Evaluation::refuse_spreadsheet_error(const std::string& label, Item& item) {
  report(Severity::warning, "spreadsheet-error", label, item.node,
         "is an error that a spreadsheet shows instead of a value; it was not taken");
  item.absent = "unknown";
  item.received = std::move(item.text);
  item.text.clear();
}

void Evaluation::replace(const Expression& expression, const std::string& label, Item& item) {
  if (expression.replacements.empty()) return;
  for (const Replacement& replacement : expression.replacements) {
    if (replacement.apply(item.text)) continue;
    report(Severity::warning, "too-long", label, item.node,
           "is longer than 64 KiB, so nothing was replaced in it");
  }
  if (expression.is_trimmed) trim(item.text);
}

void Evaluation::read_date(const Expression& expression, const std::string& label, Item& item) {
  const int last_year = today_.year() + expression.years_ahead.value_or(usual_years_ahead);
  for (const auto& pattern : expression.date_patterns) {
    const auto date = day_of(item.text, pattern, last_year);
    if (date.none()) continue;
    item.date = date;
    item.text = date.text();
    item.is_of_two_digits =
        pattern.find("YY") != pattern.npos && pattern.find("YYYY") == pattern.npos;
    return;
  }
  if (expression.time_patterns.empty())
    refuse_date(expression.date_patterns, "is not a date written ", label, item);
}

// What `parse-date` read is a day, and has no time to be read.
void Evaluation::read_time(const Expression& expression, const std::string& label, Item& item) {
  if (!item.date.none()) return;
  const int last_year = today_.year() + expression.years_ahead.value_or(usual_years_ahead);
  for (const auto& pattern : expression.time_patterns) {
    auto time = mapping::read_time(item.text, pattern, expression.clock, last_year);
    if (!time) continue;
    item.date = time->day;
    item.text = std::move(time->instant);
    item.is_time = true;
    return;
  }
  refuse_date(expression.time_patterns, "is not a time written ", label, item);
}

void Evaluation::refuse_date(const std::vector<std::string>& patterns, const char* what,
                             const std::string& label, Item& item) {
  report(Severity::warning, "bad-date", label, item.node, what + text::join(patterns, " or "));
  item.absent = "unknown";
  if (item.received.empty()) item.received = std::move(item.text);
  item.text.clear();
}

}  // namespace trellis::mapping
