#include "hub/conformance/conformance.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "hub/conformance/suite.hpp"
#include "hub/connections/library.hpp"

namespace trellis::conformance {

void Suite::say(std::string name, Answer answer) {
  findings.push_back({std::move(name), answer.verdict, std::move(answer.sentence)});
}

Answer Suite::run(std::string name, const std::function<Answer()>& work) {
  constexpr unsigned most_late = 3;
  if (late == most_late) {
    say(std::move(name), skip("three checks before it did not return"));
    return skip({});
  }
  Probed probed = probe(work, options.patience);
  if (probed.is_late) ++late;
  if (probed.printed) printed += (printed.empty() ? "" : "; ") + name;
  say(std::move(name), probed.answer);
  return std::move(probed.answer);
}

bool Suite::all_passed() const {
  return std::all_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.passed(); });
}

Opened::Opened(const Suite& suite, StubHost& host, const std::string& settings) {
  const auto adapter = connections::load_adapter(suite.library, suite.manifest.id);
  if (!adapter.ok()) throw std::runtime_error(adapter.error().message);
  adapter_ = *adapter;
  status_ = adapter_->open(host.table(), raw_text(settings), {}, &instance_);
}

Opened::~Opened() {
  if (status_ == TRELLIS_OK) adapter_->close(instance_);
}

trellis_status Opened::read(const StubPayload& payload) {
  return adapter_->read(instance_, payload.raw());
}

std::string name_of(trellis_status status) {
  static const char* const names[] = {
      "TRELLIS_OK",       "TRELLIS_RETRY",     "TRELLIS_BAD_SETTINGS", "TRELLIS_REFUSED",
      "TRELLIS_BAD_DATA", "TRELLIS_CANCELLED", "TRELLIS_UNSUPPORTED",  "TRELLIS_INTERNAL"};
  if (status < 0 || status > TRELLIS_INTERNAL)
    return "the unknown status " + std::to_string(status);
  return names[status];
}

std::string unexplained(const StubHost& host, trellis_status status) {
  if (!host.fault.empty()) return host.fault;
  if (status == TRELLIS_OK || status == TRELLIS_CANCELLED) return {};
  if (status < 0 || status > TRELLIS_INTERNAL) return "it returned " + name_of(status);
  if (!host.explained.empty() && !host.explained.back().empty()) return {};
  return "it returned " + name_of(status) + " without explain: the operator would not know why";
}

std::vector<Finding> check(const std::string& so_file, const Options& options) {
  Suite suite(std::filesystem::absolute(so_file).lexically_normal().string(), options);
  check_statically(suite);
  if (!suite.all_passed()) return suite.findings;
  check_table(suite);
  if (!suite.all_passed()) return suite.findings;
  check_opening(suite);
  if (suite.manifest.reads) {
    check_bad_input(suite);
    check_sample(suite);
  }
  check_stopping(suite);
  check_manners(suite);
  check_in_child(suite);
  suite.say("prints nothing to stdout",
            suite.printed.empty()
                ? pass()
                : fail("it printed while the suite tried: " + suite.printed + "; use host->log"));
  return suite.findings;
}

}  // namespace trellis::conformance
