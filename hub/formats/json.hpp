#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/base/result.hpp"

namespace trellis::formats {

// A JSON value that knows where it stood in its file. A value: copies are independent.
// Configuration and mapping files are read into it; what programs print is built from it.
class Json {
 public:
  enum class Type { null, boolean, number, string, array, object };
  using Member = std::pair<std::string, Json>;

  Json() = default;  // null
  Json(bool value);
  Json(std::int64_t value);
  Json(int value) : Json(static_cast<std::int64_t>(value)) {}
  Json(std::uint64_t value) : Json(static_cast<std::int64_t>(value)) {}
  Json(double value);
  Json(std::string value);
  Json(const char* value) : Json(std::string(value)) {}
  Json(std::string_view value) : Json(std::string(value)) {}
  static Json array(std::vector<Json> items = {});
  static Json object(std::vector<Member> members = {});

  // Reads one document. `//` and `/* */` comments are allowed, duplicate keys and more than 64
  // levels are errors. `file` goes into places.
  static Result<Json> parse(std::string_view text, const std::string& file = {});
  static Result<Json> read_file(const std::string& file);

  Type type() const noexcept { return type_; }
  bool is(Type type) const noexcept { return type_ == type; }
  const Place& place() const noexcept { return place_; }  // of the value's first character

  bool boolean(bool fallback = false) const;
  std::int64_t whole(std::int64_t fallback = 0) const;  // numbers without a fraction
  double number(double fallback = 0) const;
  const std::string& string() const;  // empty unless a string
  std::string string_or(std::string_view fallback) const;

  const std::vector<Json>& items() const;        // empty unless an array
  const std::vector<Member>& members() const;    // empty unless an object; in the file's order
  const Json* find(std::string_view key) const;  // null if there is none
  const Json& operator[](std::string_view key) const;  // a null value if there is none

  void push(Json item);                     // makes an array of a null value
  void set(std::string key, Json value);    // makes an object of a null value; replaces
  std::string dump(int indent = -1) const;  // -1: one line; keys in order; UTF-8 kept

 private:
  friend class JsonReader;
  Type type_ = Type::null;
  bool boolean_ = false;
  bool is_whole_ = false;
  std::int64_t whole_ = 0;
  double number_ = 0;
  std::string string_;
  std::vector<Json> items_;
  std::vector<Member> members_;
  Place place_;
};

// Checks `value` against a JSON Schema (draft-07). All findings, each with the place in `value`'s
// file.
std::vector<Error> check_schema(const Json& value, const Json& schema);

}  // namespace trellis::formats
