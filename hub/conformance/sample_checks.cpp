#include <algorithm>
#include <set>

#include "hub/base/text.hpp"
#include "hub/conformance/suite.hpp"

namespace trellis::conformance {
namespace {

// What the example came to; throws nothing, says why in `problem`.
struct Reading {
  std::vector<StubRecord> records;
  std::string problem;
};

Reading read_example(const Suite& suite, std::size_t piece = 1u << 16) {
  StubHost host;
  Opened opened(suite, host);
  if (opened.status() != TRELLIS_OK) return {{}, "it does not open"};
  const trellis_status status = opened.read(StubPayload(suite.files, piece));
  if (!host.fault.empty()) return {{}, host.fault};
  if (status != TRELLIS_OK)
    return {{},
            "it returned " + name_of(status) +
                (host.explained.empty() ? "" : ": " + host.explained.back())};
  if (host.records.empty())
    return {{}, "no record came" + (host.held.empty() ? std::string() : ": " + host.held.front())};
  return {std::move(host.records), {}};
}

Answer check_texts(const std::vector<StubRecord>& records) {
  for (const StubRecord& record : records) {
    if (record.media_type.empty()) return fail("a record has no media type");
    if (!text::is_utf8(record.key) || !text::is_utf8(record.media_type))
      return fail("a key or media type is not UTF-8");
    if (!text::is_utf8(record.bytes))
      return fail("a record of type " + record.media_type +
                  " is not UTF-8: the hub reads text as UTF-8");
    if (record.bytes.empty()) return fail("a record is empty");
  }
  return pass();
}

Answer check_keys(const std::vector<StubRecord>& records) {
  std::set<std::string> keys;
  for (const StubRecord& record : records)
    if (!record.key.empty() && !keys.insert(record.key).second)
      return fail("two records of the example have one key: the second would replace the first");
  return pass();
}

Answer check_origins(const Suite& suite, const std::vector<StubRecord>& records) {
  std::size_t with_origins = 0;
  for (const StubRecord& record : records) {
    std::uint64_t before = 0;
    for (const auto& origin : record.origins) {
      const std::uint64_t offset = origin.first;
      const std::string& file = origin.second;
      if (offset < before || offset > record.bytes.size())
        return fail("origins go by offset and lie inside the record's bytes");
      before = offset;
      const bool is_known = std::any_of(suite.files.begin(), suite.files.end(),
                                        [&](const auto& entry) { return entry.first == file; });
      if (!is_known && !file.empty())
        return fail("an origin names a file that is not in the payload");
    }
    if (!record.origins.empty()) ++with_origins;
  }
  if (with_origins == 0) return skip("no record says where it stood; errors will have no line");
  return pass();
}

}  // namespace

void check_sample(Suite& suite) {
  const auto run = [&](const char* name, auto work) {
    suite.run(name, [&]() -> Answer {
      if (suite.files.empty()) return skip("adapter.json's example has no files");
      Reading reading = read_example(suite);
      return reading.problem.empty() ? work(reading.records) : fail(reading.problem);
    });
  };
  using Records = std::vector<StubRecord>;
  run("reads its example into records", [](const Records&) { return pass(); });
  run("gives records with a media type, in UTF-8", check_texts);
  run("gives every record its own key", check_keys);
  run("says truly where its records stood",
      [&](const Records& records) { return check_origins(suite, records); });
  run("reads the same records twice", [&](const Records& records) {
    return read_example(suite).records == records
               ? pass()
               : fail("the second reading gave other records, keys or another order");
  });
  run("reads the same records in one instance again", [&](const Records& records) -> Answer {
    StubHost host;
    Opened opened(suite, host);
    opened.read(StubPayload(suite.files));
    host.records.clear();
    opened.read(StubPayload(suite.files));
    return host.records == records ? pass()
                                   : fail(
                                         "the second payload is read differently: an "
                                         "instance reads many");
  });
  run("reads the same records in small pieces", [&](const Records& records) {
    return read_example(suite, 1).records == records && read_example(suite, 7).records == records
               ? pass()
               : fail("a stream may give fewer bytes than asked for; read until 0");
  });
}

}  // namespace trellis::conformance
