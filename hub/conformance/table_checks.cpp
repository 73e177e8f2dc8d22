#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "hub/base/digest.hpp"
#include "hub/conformance/suite.hpp"
#include "hub/connections/elf.hpp"
#include "hub/connections/library.hpp"

namespace trellis::conformance {
namespace {

namespace fs = std::filesystem;

std::string read_whole(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

Answer check_exports(const std::vector<std::string>& exported) {
  std::string others;
  for (const std::string& name : exported)
    if (name != TRELLIS_ENTRY) others += (others.empty() ? "" : ", ") + name;
  if (exported.size() == 1 && others.empty()) return pass();
  if (others.empty()) return fail("it does not export " TRELLIS_ENTRY);
  if (others.size() > 200) others = others.substr(0, 200) + "...";
  return fail("it exports " + others +
              " too: link with the SDK's version script, as trellis_plugin() does");
}

void take_example(Suite& suite) {
  const formats::Json& example = suite.manifest.example;
  if (const formats::Json* settings = example.find("settings")) suite.settings = settings->dump();
  Answer answer = pass();
  for (const formats::Json& file : example["files"].items()) {
    const std::string path = suite.manifest.folder + "/" + file.string();
    if (!fs::is_regular_file(path))
      answer = fail("the example's file " + file.string() + " is not beside adapter.json");
    else
      suite.files.emplace_back(fs::path(path).filename().string(), read_whole(path));
  }
  suite.say("brings the files that its example names", std::move(answer));
  const auto wrong = formats::check_schema(
      example.find("settings") != nullptr ? example["settings"] : formats::Json::object(),
      suite.manifest.settings_schema);
  if (example.find("settings") == nullptr)
    suite.say("describes its own example's settings", skip("adapter.json has no example"));
  else
    suite.say("describes its own example's settings",
              wrong.empty() ? pass() : fail(to_string(wrong.front())));
}

Answer check_functions(const trellis_adapter& adapter, const connections::Manifest& manifest) {
  const auto differs = [](const char* name, bool is_there, bool is_said) {
    return is_there == is_said
               ? std::string()
               : std::string("adapter.json says \"") + name +
                     "\": " + (is_said ? "true" : "false") + " and the table says otherwise";
  };
  for (const std::string& sentence :
       {differs("reads", adapter.read != nullptr, manifest.reads),
        differs("polls", adapter.poll != nullptr, manifest.polls),
        differs("writes", adapter.write != nullptr, manifest.writes),
        differs("delivers", adapter.deliver != nullptr, manifest.delivers)})
    if (!sentence.empty()) return fail(sentence);
  return pass();
}

}  // namespace

void check_statically(Suite& suite) {
  const auto object = connections::inspect_library(suite.library);
  suite.say("is a shared library for this machine",
            object.ok() ? pass() : fail(object.error().message));
  if (!object.ok()) return;
  suite.say("exports trellis_adapter_v1 and nothing else", check_exports(object->exported));

  const std::string folder = fs::path(suite.library).parent_path().string();
  auto manifest = connections::read_manifest(folder + "/adapter.json");
  const bool hash_differs =
      !manifest.ok() && manifest.error().message.find("SHA-256") != std::string::npos;
  suite.say("has a whole adapter.json beside it",
            manifest.ok() || hash_differs ? pass() : fail(to_string(manifest.error())));
  suite.say("is the library whose SHA-256 adapter.json has",
            manifest.ok()  ? pass()
            : hash_differs ? fail(manifest.error().message)
                           : skip("adapter.json cannot be read"));
  if (!manifest.ok()) return;
  suite.manifest = std::move(*manifest);
  suite.say("is the library that adapter.json names",
            fs::path(suite.manifest.library).filename() == fs::path(suite.library).filename()
                ? pass()
                : fail("adapter.json beside it is about " + suite.manifest.library));
  take_example(suite);
}

void check_table(Suite& suite) {
  suite.run("loads, and gives whole tables", [&]() -> Answer {
    const auto adapters = connections::load_adapters(suite.library);
    return adapters.ok() ? pass() : fail(adapters.error().message);
  });
  if (!suite.all_passed()) return;
  const auto with_adapter = [&](const char* name, auto work) {
    suite.run(name, [&suite, work]() -> Answer {
      const auto adapter = connections::load_adapter(suite.library, suite.manifest.id);
      return adapter.ok() ? work(**adapter) : fail(adapter.error().message);
    });
  };
  with_adapter("offers the adapter that adapter.json names",
               [](const trellis_adapter&) { return pass(); });
  with_adapter("gives the version that adapter.json gives", [&](const trellis_adapter& adapter) {
    return suite.manifest.version == adapter.version
               ? pass()
               : fail("its table says " + std::string(adapter.version) + ", adapter.json says " +
                      suite.manifest.version);
  });
  with_adapter(
      "gives the contract's version that adapter.json gives", [&](const trellis_adapter& adapter) {
        return suite.manifest.abi_minor == adapter.abi_minor
                   ? pass()
                   : fail("its table was built with 1." + std::to_string(adapter.abi_minor) +
                          ", adapter.json says 1." + std::to_string(suite.manifest.abi_minor));
      });
  with_adapter("does what adapter.json says it does", [&](const trellis_adapter& adapter) {
    return check_functions(adapter, suite.manifest);
  });
  suite.run("gives the same tables every time", [&]() -> Answer {
    const auto first = connections::load_adapters(suite.library);
    const auto second = connections::load_adapters(suite.library);
    return first.ok() && second.ok() && *first == *second
               ? pass()
               : fail("a second call gave other tables: give the address of a constant");
  });
}

}  // namespace trellis::conformance
