#include <cstdlib>
#include <malloc.h>

#include "hub/conformance/suite.hpp"

namespace trellis::conformance {
namespace {

Answer refuses(const Suite& suite, const std::string& settings) {
  StubHost host;
  const Opened opened(suite, host, settings);
  if (opened.status() == TRELLIS_OK)
    return fail("it opened: return TRELLIS_BAD_SETTINGS with a sentence");
  if (opened.status() != TRELLIS_BAD_SETTINGS)
    return fail("it returned " + name_of(opened.status()) + " where TRELLIS_BAD_SETTINGS is right");
  const std::string problem = unexplained(host, opened.status());
  return problem.empty() ? pass() : fail(problem);
}

Answer opens(const Suite& suite, StubHost& host) {
  const Opened opened(suite, host);
  if (opened.status() == TRELLIS_OK) return pass();
  return fail("it returned " + name_of(opened.status()) +
              (host.explained.empty() ? "" : ": " + host.explained.back()));
}

Answer opens_often(const Suite& suite) {
  constexpr int warm_up = 20, rounds = 100;
  constexpr std::size_t most_bytes_each = 64;
  std::size_t before = 0;
  for (int i = 0; i < warm_up + rounds; ++i) {
    if (i == warm_up) before = ::mallinfo2().uordblks;
    StubHost host;
    if (Answer answer = opens(suite, host); answer.verdict == Verdict::failed) return answer;
  }
  const std::size_t after = ::mallinfo2().uordblks;
  if (after <= before + rounds * most_bytes_each) return pass();
  return fail("after 100 times it holds " + std::to_string((after - before) / 1024) +
              " KiB more: close does not free what open made");
}

}  // namespace

void check_opening(Suite& suite) {
  suite.run("opens with its example's settings, and closes", [&] {
    StubHost host;
    return opens(suite, host);
  });
  suite.run("emits, holds and commits nothing while it opens", [&]() -> Answer {
    StubHost host;
    const Opened opened(suite, host);
    return host.records.empty() && host.held.empty() && host.commits == 0
               ? pass()
               : fail("wait for read or poll: nothing is listening yet");
  });
  suite.run("refuses settings that are no JSON, with a sentence",
            [&] { return refuses(suite, "{\"format\": "); });
  suite.run("refuses settings that are no object, with a sentence",
            [&] { return refuses(suite, "[1, 2]"); });
  suite.run("refuses empty settings text, with a sentence", [&] { return refuses(suite, ""); });
  suite.run("opens and closes 100 times without growing", [&] { return opens_often(suite); });
  suite.run("works as several instances side by side", [&]() -> Answer {
    StubHost first_host, second_host;
    const Opened first(suite, first_host);
    const Opened second(suite, second_host);
    if (first.status() != TRELLIS_OK || second.status() != TRELLIS_OK)
      return fail("the second instance did not open: keep state in the instance");
    return first.instance() != second.instance() ? pass()
                                                 : fail("both instances are the same object");
  });
}

}  // namespace trellis::conformance
