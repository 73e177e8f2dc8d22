#include <random>

#include "hub/conformance/suite.hpp"

namespace trellis::conformance {
namespace {

// Stands for personal data: no sentence may repeat it.
constexpr std::string_view marker = "Zebedee-Quill-7731";

std::string garbage(unsigned seed, std::size_t size) {
  std::mt19937 random(seed);
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(random() & 0xFF));
  return bytes;
}

Answer reads_somehow(const Suite& suite, const Files& files) {
  StubHost host;
  Opened opened(suite, host);
  if (opened.status() != TRELLIS_OK) return skip("it does not open");
  host.explained.clear();
  const trellis_status status = opened.read(StubPayload(files));
  const std::string problem = unexplained(host, status);
  return problem.empty() ? pass() : fail(problem);
}

std::string first_name(const Suite& suite) {
  return suite.files.empty() ? "conformance.dat" : suite.files.front().first;
}

Answer keeps_quiet(const Suite& suite) {
  for (const std::string& bytes :
       {std::string(marker), std::string(marker) + "\n" + std::string(marker) + "\n",
        "<" + std::string(marker) + ">", "{\"" + std::string(marker) + "\": }",
        "MSH|^~\\&|" + std::string(marker)}) {
    StubHost host;
    Opened opened(suite, host);
    if (opened.status() != TRELLIS_OK) return skip("it does not open");
    opened.read(StubPayload({{first_name(suite), bytes}}));
    for (const auto* sentences : {&host.held, &host.explained})
      for (const std::string& sentence : *sentences)
        if (sentence.find(marker) != std::string::npos)
          return fail(
              "a sentence repeats what the input said: name the place, not the value, which "
              "may be about a child");
  }
  return pass();
}

Answer reads_cut_short(const Suite& suite) {
  if (suite.files.empty()) return skip("the example has no files");
  for (int part = 1; part < 8; ++part) {
    Files files = suite.files;
    for (auto& [name, bytes] : files) bytes.resize(bytes.size() * static_cast<unsigned>(part) / 8);
    if (Answer answer = reads_somehow(suite, files); answer.verdict == Verdict::failed)
      return answer;
  }
  return pass();
}

Answer reads_damaged(const Suite& suite) {
  if (suite.files.empty()) return skip("the example has no files");
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::mt19937 random(seed);
    Files files = suite.files;
    for (auto& [name, bytes] : files)
      for (int i = 0; i < 5 && !bytes.empty(); ++i)
        bytes[random() % bytes.size()] = static_cast<char>(random() & 0xFF);
    if (Answer answer = reads_somehow(suite, files); answer.verdict == Verdict::failed)
      return answer;
  }
  return pass();
}

}  // namespace

void check_bad_input(Suite& suite) {
  suite.run("reads an empty file", [&] { return reads_somehow(suite, {{first_name(suite), ""}}); });
  suite.run("reads a payload without files", [&] { return reads_somehow(suite, {}); });
  suite.run("survives bytes that mean nothing", [&]() -> Answer {
    for (unsigned seed = 1; seed <= 20; ++seed)
      if (Answer answer =
              reads_somehow(suite, {{first_name(suite), garbage(seed, 1u << (seed % 16))}});
          answer.verdict == Verdict::failed)
        return answer;
    return pass();
  });
  suite.run("survives a megabyte without a line end", [&] {
    return reads_somehow(suite, {{first_name(suite), std::string(1u << 20, 'x')}});
  });
  suite.run("survives zero bytes", [&] {
    return reads_somehow(suite, {{first_name(suite), std::string(4096, '\0')}});
  });
  suite.run("survives its example cut short", [&] { return reads_cut_short(suite); });
  suite.run("survives its example with damaged bytes", [&] { return reads_damaged(suite); });
  suite.run("repeats no value of the input in its sentences", [&] { return keeps_quiet(suite); });
}

}  // namespace trellis::conformance
