#include "hub/formats/json.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "hub/formats/json_events.hpp"
#include "hub/formats/limits.hpp"

namespace trellis::formats {

namespace {

const Json& nothing() {
  static const Json value;
  return value;
}

}  // namespace

class JsonReader final : public JsonEvents {
 public:
  explicit JsonReader(const std::string& file) : file_(file) {}

  bool null(const At& at) override { return add(Json(), at); }
  bool boolean(bool value, const At& at) override { return add(Json(value), at); }
  bool whole(std::int64_t value, const At& at) override { return add(Json(value), at); }
  bool number(double value, const At& at) override { return add(Json(value), at); }
  bool string(std::string& value, const At& at) override { return add(Json(std::move(value)), at); }
  bool key(std::string& name, const At&) override {
    key_ = std::move(name);
    return true;
  }
  bool start(Bracket bracket, const At& at) override {
    open_.push_back({std::move(key_), bracket == Bracket::array ? Json::array() : Json::object()});
    place(open_.back().second, at);
    return true;
  }
  bool end(Bracket) override {
    auto [key, value] = std::move(open_.back());
    open_.pop_back();
    key_ = std::move(key);
    attach(std::move(value));
    return true;
  }
  Error failure() override { return {Fault::invalid, "this is not valid JSON"}; }

  Json take() { return std::move(root_); }

 private:
  bool add(Json value, const At& at) {
    place(value, at);
    attach(std::move(value));
    return true;
  }
  void place(Json& value, const At& at) const { value.place_ = {file_, at.line, at.column, {}}; }
  void attach(Json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().second.is(Json::Type::array)) {
      open_.back().second.items_.push_back(std::move(value));
    } else {
      open_.back().second.members_.emplace_back(std::move(key_), std::move(value));
    }
  }

  const std::string& file_;
  Json root_;
  std::string key_;
  std::vector<std::pair<std::string, Json>> open_;
};

Json::Json(bool value) : type_(Type::boolean), boolean_(value) {}
Json::Json(std::int64_t value)
    : type_(Type::number), is_whole_(true), whole_(value), number_(static_cast<double>(value)) {}
Json::Json(double value) : type_(Type::number), number_(value) {
  constexpr double beyond = 9223372036854775808.0;  // 2^63
  if (value >= -beyond && value < beyond) whole_ = static_cast<std::int64_t>(value);
}
Json::Json(std::string value) : type_(Type::string), string_(std::move(value)) {}

Json Json::array(std::vector<Json> items) {
  Json value;
  value.type_ = Type::array;
  value.items_ = std::move(items);
  return value;
}

Json Json::object(std::vector<Member> members) {
  Json value;
  value.type_ = Type::object;
  for (auto& [key, member] : members) value.set(std::move(key), std::move(member));
  return value;
}

Result<Json> Json::parse(std::string_view text, const std::string& file) {
  JsonReader reader(file);
  auto status = read_json(text, Comments::allowed, Limits{}.depth, reader);
  if (!status.ok()) {
    status.error().place.file = file;
    return std::move(status).error();
  }
  return reader.take();
}

Result<Json> Json::read_file(const std::string& file) {
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored))
    return Error{Fault::invalid, "this is a folder, where a file should be", {file, 0, 0, {}}};
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return Error{Fault::not_found, "this file cannot be opened", {file, 0, 0, {}}};
  std::ostringstream text;
  text << stream.rdbuf();
  if (stream.bad() || (text.fail() && stream.peek() != std::ifstream::traits_type::eof())) {
    return Error{Fault::unavailable, "this file cannot be read", {file, 0, 0, {}}};
  }
  return parse(text.view(), file);
}

bool Json::boolean(bool fallback) const { return is(Type::boolean) ? boolean_ : fallback; }

std::int64_t Json::whole(std::int64_t fallback) const {
  if (!is(Type::number)) return fallback;
  return is_whole_ || static_cast<double>(whole_) == number_ ? whole_ : fallback;
}

double Json::number(double fallback) const { return is(Type::number) ? number_ : fallback; }

const std::string& Json::string() const { return string_; }

std::string Json::string_or(std::string_view fallback) const {
  return is(Type::string) ? string_ : std::string(fallback);
}

const std::vector<Json>& Json::items() const { return items_; }

const std::vector<Json::Member>& Json::members() const { return members_; }

const Json* Json::find(std::string_view key) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [&](const Member& member) { return member.first == key; });
  return found == members_.end() ? nullptr : &found->second;
}

const Json& Json::operator[](std::string_view key) const {
  const Json* found = find(key);
  return found ? *found : nothing();
}

void Json::push(Json item) {
  if (is(Type::null)) type_ = Type::array;
  assert(is(Type::array));
  items_.push_back(std::move(item));
}

void Json::set(std::string key, Json value) {
  if (is(Type::null)) type_ = Type::object;
  assert(is(Type::object));
  for (auto& [name, member] : members_) {
    if (name == key) {
      member = std::move(value);
      return;
    }
  }
  members_.emplace_back(std::move(key), std::move(value));
}

}  // namespace trellis::formats
