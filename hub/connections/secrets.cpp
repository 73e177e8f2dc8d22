#include "hub/connections/secrets.hpp"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <regex>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/base/text.hpp"
#include "hub/transport/descriptor.hpp"

namespace trellis::connections {
namespace {

using formats::Json;
using Pointer = std::vector<std::string>;  // the keys and numbers from the settings to a value

constexpr unsigned most_levels = 64;
constexpr std::size_t most_secret_bytes = 64u << 10;

bool is_secret(const Json& schema) { return schema["writeOnly"].boolean(); }

// Walks the schema beside the settings, and finds the values that it calls secrets.
class SecretFinder {
 public:
  explicit SecretFinder(const Json& schema) : root_(schema) {}

  std::vector<Pointer> find(const Json& settings) {
    visit(settings, root_, 0);
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  const Json* referred(const std::string& reference) const {
    if (reference.rfind("#/", 0) != 0) return nullptr;
    const Json* at = &root_;
    for (std::size_t from = 2; at != nullptr && from <= reference.size();) {
      const std::size_t end = std::min(reference.find('/', from), reference.size());
      at = at->find(reference.substr(from, end - from));
      from = end + 1;
    }
    return at;
  }

  void visit(const Json& value, const Json& schema, unsigned level) {
    if (level > most_levels) return;
    if (is_secret(schema)) return found_.push_back(path_);
    if (const Json* other = referred(schema["$ref"].string())) visit(value, *other, level + 1);
    for (const char* both : {"allOf", "anyOf", "oneOf"})
      for (const Json& each : schema[both].items()) visit(value, each, level + 1);
    for (const char* branch : {"if", "then", "else"})
      if (const Json* each = schema.find(branch)) visit(value, *each, level + 1);
    for (const auto& [key, member] : value.members()) visit_member(key, member, schema, level + 1);
    visit_items(value, schema["items"], level + 1);
  }

  void visit_member(const std::string& key, const Json& member, const Json& schema,
                    unsigned level) {
    path_.push_back(key);
    bool is_known = false;
    if (const Json* own = schema["properties"].find(key)) {
      visit(member, *own, level);
      is_known = true;
    }
    for (const auto& [pattern, each] : schema["patternProperties"].members())
      if (std::regex_search(key, std::regex(pattern, std::regex::ECMAScript))) {
        visit(member, each, level);
        is_known = true;
      }
    if (!is_known) visit(member, schema["additionalProperties"], level);
    path_.pop_back();
  }

  void visit_items(const Json& value, const Json& schema, unsigned level) {
    std::size_t index = 0;
    for (const Json& item : value.items()) {
      path_.push_back(std::to_string(index));
      const bool is_tuple = schema.is(Json::Type::array);
      if (!is_tuple)
        visit(item, schema, level);
      else if (index < schema.items().size())
        visit(item, schema.items()[index], level);
      path_.pop_back();
      ++index;
    }
  }

  const Json& root_;
  Pointer path_;
  std::vector<Pointer> found_;
};

const Json& at(const Json& value, const Pointer& pointer) {
  const Json* found = &value;
  for (const std::string& step : pointer)
    found = found->is(Json::Type::array)
                ? &found->items()[static_cast<std::size_t>(std::atoll(step.c_str()))]
                : &(*found)[step];
  return *found;
}

Json replaced(const Json& value, const Pointer& pointer, std::size_t step, const Json& by) {
  if (step == pointer.size()) return by;
  if (value.is(Json::Type::array)) {
    Json items = Json::array();
    for (std::size_t i = 0; i < value.items().size(); ++i)
      items.push(std::to_string(i) == pointer[step]
                     ? replaced(value.items()[i], pointer, step + 1, by)
                     : value.items()[i]);
    return items;
  }
  Json members = value;
  members.set(pointer[step], replaced(value[pointer[step]], pointer, step + 1, by));
  return members;
}

std::string named(const Pointer& pointer) {
  std::string text;
  for (const std::string& step : pointer) text += "/" + step;
  return text;
}

// The schema of settings as a file may hold them: where a secret belongs, a reference stands.
Json with_references(const Json& schema) {
  if (is_secret(schema)) return Json::object({{"type", "string"}});
  if (schema.is(Json::Type::array)) {
    Json items = Json::array();
    for (const Json& item : schema.items()) items.push(with_references(item));
    return items;
  }
  if (!schema.is(Json::Type::object)) return schema;
  Json members = Json::object();
  for (const auto& [key, member] : schema.members()) members.set(key, with_references(member));
  return members;
}

struct Reference {
  bool is_file;
  std::string target;
};

std::optional<Reference> reference_in(const Json& value) {
  const std::string& text = value.string();
  for (const auto& [start, is_file] : {std::pair("file:", true), std::pair("env:", false)}) {
    const std::string_view prefix = start;
    if (text.rfind(prefix, 0) == 0 && text.size() > prefix.size())
      return Reference{is_file, text.substr(prefix.size())};
  }
  return std::nullopt;
}

Error no_reference(const Pointer& pointer, const Json& value) {
  return {Fault::invalid,
          "the setting " + named(pointer) +
              " is a secret, which no configuration file holds: write where it is kept instead, "
              "\"file:/etc/trellis/NAME\" for a file or \"env:NAME\" for a variable of the "
              "environment",
          value.place()};
}

Result<std::string> read_secret_file(const std::string& path, bool& is_open_to_others) {
  // A pipe would wait for its other end.
  const transport::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat facts {};
  if (!file.is_open() || ::fstat(file.number(), &facts) != 0)
    return Error{Fault::not_found, "the file " + path + " is not there, or may not be read"};
  if (!S_ISREG(facts.st_mode)) return Error{Fault::invalid, path + " is not a file"};
  is_open_to_others = (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  std::string bytes(most_secret_bytes + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file.number(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{Fault::unavailable, "the file " + path + " cannot be read"};
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > most_secret_bytes)
    return Error{Fault::invalid, "the file " + path + " has more than 64 KiB: it is no secret"};
  bytes.resize(size);
  return bytes;
}

Result<std::string> followed(const Reference& reference, const std::string& folder,
                             bool& is_open_to_others) {
  std::string secret;
  if (reference.is_file) {
    auto read = read_secret_file((std::filesystem::path(folder) / reference.target).string(),
                                 is_open_to_others);
    if (!read.ok()) return read;
    secret = *std::move(read);
    if (secret.ends_with('\n')) secret.pop_back();
    if (secret.ends_with('\r')) secret.pop_back();
  } else {
    const char* value = std::getenv(reference.target.c_str());
    if (value == nullptr)
      return Error{Fault::not_found,
                   "the environment has no variable " + reference.target + ", where it is kept"};
    secret = value;
  }
  const std::string where =
      reference.is_file ? "the file " + reference.target : "the variable " + reference.target;
  if (secret.empty()) return Error{Fault::invalid, where + " is empty"};
  if (!text::is_utf8(secret) || secret.find('\0') != std::string::npos)
    return Error{Fault::invalid, where + " holds bytes that are no text in UTF-8"};
  return secret;
}

}  // namespace

std::vector<Error> check_settings(const Json& settings, const Json& schema) {
  const Json given = settings.is(Json::Type::null) ? Json::object() : settings;
  const auto secrets = SecretFinder(schema).find(given);
  std::vector<Error> findings;
  for (const Pointer& pointer : secrets)
    if (const Json& value = at(given, pointer); !reference_in(value))
      findings.push_back(no_reference(pointer, value));
  if (!findings.empty()) return findings;
  return formats::check_schema(given, secrets.empty() ? schema : with_references(schema));
}

Result<OpenSettings> open_settings(const Json& settings, const Json& schema,
                                   const std::string& folder, std::vector<Error>& warnings) {
  OpenSettings open{settings.is(Json::Type::null) ? Json::object() : settings, {}};
  for (const Pointer& pointer : SecretFinder(schema).find(open.settings)) {
    const Json value = at(open.settings, pointer);
    const auto reference = reference_in(value);
    if (!reference) return no_reference(pointer, value);
    bool is_open_to_others = false;
    auto secret = followed(*reference, folder, is_open_to_others);
    if (!secret.ok())
      return Error{secret.error().fault,
                   "the secret of the setting " + named(pointer) +
                       " cannot be had: " + secret.error().message,
                   value.place()};
    if (is_open_to_others)
      warnings.push_back({Fault::invalid,
                          "the secret of the setting " + named(pointer) +
                              " stands in a file that others than its owner may use: chmod 600 " +
                              reference->target,
                          value.place()});
    open.settings = replaced(open.settings, pointer, 0, Json(*secret));
    const std::string as_json = Json(*secret).dump();  // as a plugin may print its settings
    open.secrets.push_back(as_json.substr(1, as_json.size() - 2));
    open.secrets.push_back(*std::move(secret));
  }
  // What the schema says of a secret would be told with the secret in it.
  if (!open.secrets.empty() && !formats::check_schema(open.settings, schema).empty())
    return Error{Fault::invalid,
                 "a secret of this connection is not as the adapter's adapter.json says that it "
                 "must be",
                 settings.place()};
  return open;
}

}  // namespace trellis::connections
