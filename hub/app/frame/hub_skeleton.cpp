#include "hub/app/frame/hub_skeleton.hpp"

#include <filesystem>

#include "hub/base/new_file.hpp"
#include "hub/formats/json.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

std::string id_of(const std::string& name) {
  std::string id;
  for (const char c : name) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool is_capital = c >= 'A' && c <= 'Z';
    if (is_letter || is_capital)
      id.push_back(is_capital ? static_cast<char>(c - 'A' + 'a') : c);
    else if (!id.empty() && id.back() != '-')
      id.push_back('-');
  }
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id.empty() ? "organisation" : id;
}

std::string hub_json(const NewHub& hub) {
  using formats::Json;
  Json organisations = Json::array();
  organisations.push(
      Json::object({{"id", hub.organisation.empty() ? id_of(hub.name) : hub.organisation},
                    {"title", hub.name},
                    {"kind", hub.kind}}));
  return Json::object(
             {{"name", hub.name},
              {"journal", Json::object({{"key", hub.key}, {"checkpoints", hub.checkpoints}})},
              {"organisations", std::move(organisations)}})
             .dump(2) +
         "\n";
}

}  // namespace

Status make_skeleton(const NewHub& hub) {
  std::error_code failed;
  for (const char* part : {"", "/connections", "/agreements", "/roles", "/rules"}) {
    fs::create_directories(hub.folder + part, failed);
    if (failed)
      return Error{Fault::unavailable, "the folder cannot be made: " + failed.message(),
                   Place{hub.folder + part, 0, 0, {}}};
  }
  const std::string file = hub.folder + "/hub.json";
  if (fs::exists(file, failed)) return done();
  if (hub.name.empty())
    return Error{Fault::invalid, "a new hub needs a name: --name \"Vale of Fern\"",
                 Place{file, 0, 0, {}}};
  return write_new_file(file, hub_json(hub));
}

}  // namespace trellis::app
