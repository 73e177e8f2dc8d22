#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "hub/conformance/conformance.hpp"
#include "hub/conformance/probe.hpp"
#include "hub/conformance/stub_host.hpp"
#include "hub/connections/manifest.hpp"

namespace trellis::conformance {

using Files = std::vector<std::pair<std::string, std::string>>;  // name, bytes

// What is known of the plugin, and the findings so far.
class Suite {
 public:
  Suite(std::string so_file, Options chosen)
      : library(std::move(so_file)), options(std::move(chosen)) {}

  void say(std::string name, Answer answer);
  // In a process of its own. After three that did not return, nothing more is tried.
  Answer run(std::string name, const std::function<Answer()>& work);
  bool all_passed() const;

  const std::string library;
  const Options options;
  connections::Manifest manifest;
  std::string settings = "{}";  // of the example
  Files files;                  // of the example
  std::vector<Finding> findings;
  unsigned late = 0;    // checks that did not return
  std::string printed;  // names of the checks during which something went to stdout
};

// One opened instance; closed with the object. [probe]
class Opened {
 public:
  Opened(const Suite& suite, StubHost& host) : Opened(suite, host, suite.settings) {}
  Opened(const Suite& suite, StubHost& host, const std::string& settings);
  ~Opened();
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  trellis_status status() const { return status_; }
  trellis_status read(const StubPayload& payload);
  const trellis_adapter& adapter() const { return *adapter_; }
  void* instance() const { return instance_; }

 private:
  const trellis_adapter* adapter_;
  void* instance_ = nullptr;
  trellis_status status_;
};

std::string name_of(trellis_status status);
// Why a status that is no success was not explained; empty where all is well.
std::string unexplained(const StubHost& host, trellis_status status);

void check_statically(Suite& suite);  // nothing of the plugin runs
void check_table(Suite& suite);
void check_opening(Suite& suite);
void check_bad_input(Suite& suite);
void check_sample(Suite& suite);
void check_stopping(Suite& suite);
void check_manners(Suite& suite);
void check_in_child(Suite& suite);

}  // namespace trellis::conformance
