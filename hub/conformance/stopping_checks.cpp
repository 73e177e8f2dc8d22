#include "hub/conformance/suite.hpp"

namespace trellis::conformance {
namespace {

Answer must_have_stopped(const StubHost& host, trellis_status status, const char* after) {
  if (!host.fault.empty()) return fail(host.fault);
  if (host.refused == 0) return skip("it asked nothing that could be refused");
  if (status == TRELLIS_OK)
    return fail(std::string("it returned TRELLIS_OK after ") + after +
                ": pass on the status that the host gave");
  if (host.refused > 1)
    return fail(std::string("it went on after ") + after + ": stop, and return the status");
  return pass();
}

Answer refused_at(const Suite& suite, std::size_t record) {
  if (suite.files.empty()) return skip("adapter.json's example has no files");
  StubHost host;
  Opened opened(suite, host);
  if (opened.status() != TRELLIS_OK) return skip("it does not open");
  host.refuse_record = record;
  const trellis_status status = opened.read(StubPayload(suite.files));
  return must_have_stopped(host, status, "the host refused a record");
}

void check_commit_and_cancel(Suite& suite) {
  suite.run("stops when the hub cannot commit", [&]() -> Answer {
    StubHost host;
    Opened opened(suite, host);
    if (opened.status() != TRELLIS_OK || suite.files.empty()) return skip("there is no example");
    host.refuse_commit = true;
    const trellis_status status = opened.read(StubPayload(suite.files));
    return host.commits == 0 ? skip("it leaves the commit to the hub")
                             : must_have_stopped(host, status, "a refused commit");
  });
  suite.run("stops when it is cancelled", [&]() -> Answer {
    StubHost host;
    Opened opened(suite, host);
    if (opened.status() != TRELLIS_OK || suite.files.empty()) return skip("there is no example");
    host.is_cancelled = true;
    const trellis_status status = opened.read(StubPayload(suite.files));
    if (!host.records.empty()) return fail("it emitted after it was cancelled");
    return host.refused == 0 ? pass() : must_have_stopped(host, status, "a cancel");
  });
  suite.run("passes on that a file cannot be read", [&]() -> Answer {
    StubHost host;
    Opened opened(suite, host);
    if (opened.status() != TRELLIS_OK) return skip("it does not open");
    const Files files = suite.files.empty() ? Files{{"conformance.dat", "bytes"}} : suite.files;
    const trellis_status status = opened.read(StubPayload(files, 1u << 16, true));
    return status != TRELLIS_OK ? pass()
                                : fail(
                                      "it took a failed read for the end of the file: the rest "
                                      "would be lost in silence");
  });
}

}  // namespace

void check_stopping(Suite& suite) {
  if (suite.manifest.reads) {
    suite.run("stops when the hub refuses the first record", [&] { return refused_at(suite, 0); });
    suite.run("stops when the hub refuses a later record", [&] { return refused_at(suite, 1); });
    check_commit_and_cancel(suite);
  }
  if (!suite.manifest.polls) return;
  suite.run("ends a poll that is cancelled", [&]() -> Answer {
    StubHost host;
    const Opened opened(suite, host);
    if (opened.status() != TRELLIS_OK) return skip("it does not open");
    host.is_cancelled = true;
    opened.adapter().poll(opened.instance());
    return host.records.empty() ? pass() : fail("it emitted after it was cancelled");
  });
}

}  // namespace trellis::conformance
