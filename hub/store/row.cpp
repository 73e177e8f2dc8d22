#include <cassert>
#include <charconv>

#include "hub/store/database.hpp"

namespace trellis::store {
namespace {

template <typename Number>
Number number_in(const std::string& text) {
  Number number{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  assert(fault == std::errc{} && end == text.data() + text.size() && "the column is no number");
  return number;
}

}  // namespace

bool Row::is_null(std::size_t column) const {
  return std::holds_alternative<std::nullptr_t>(columns_.at(column));
}

std::int64_t Row::whole(std::size_t column) const { return maybe_whole(column).value_or(0); }

double Row::number(std::size_t column) const {
  const Column& value = columns_.at(column);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* text = std::get_if<std::string>(&value)) return number_in<double>(*text);
  return 0;
}

const std::string& Row::text(std::size_t column) const {
  static const std::string none;
  const Column& value = columns_.at(column);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  assert(is_null(column) && "the column is a number");
  return none;
}

std::optional<std::int64_t> Row::maybe_whole(std::size_t column) const {
  const Column& value = columns_.at(column);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* text = std::get_if<std::string>(&value)) return number_in<std::int64_t>(*text);
  assert(is_null(column) && "the column is no whole number");
  return std::nullopt;
}

}  // namespace trellis::store
