#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "hub/queue/rests.hpp"

namespace trellis::testing {

// An input in memory.
class InputFake final : public queue::InputBytes {
 public:
  explicit InputFake(std::vector<std::pair<std::string, std::string>> all) : all_(std::move(all)) {}
  std::vector<queue::InputStream> streams() const override {
    std::vector<queue::InputStream> streams;
    for (const auto& [name, bytes] : all_) streams.push_back({name, bytes.size()});
    return streams;
  }
  Result<std::size_t> read(std::size_t stream, std::uint64_t position, char* to,
                           std::size_t size) override {
    const std::string& bytes = all_[stream].second;
    const auto from = std::min<std::size_t>(static_cast<std::size_t>(position), bytes.size());
    return bytes.copy(to, size, from);
  }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

// Rests in memory, which all wait.
class RestsFake final : public queue::Rests {
 public:
  Status keep(const queue::Rest& rest, queue::InputBytes& whole) override {
    rests_.push_back(rest);
    auto& kept = inputs_[rest.held];
    kept.clear();
    const auto streams = whole.streams();
    for (std::size_t i = 0; i < streams.size(); ++i) {
      std::string bytes(streams[i].size, '\0');
      const auto got = whole.read(i, 0, bytes.data(), bytes.size());
      if (!got.ok()) return got.error();
      kept.emplace_back(streams[i].name, bytes);
    }
    return done();
  }
  Result<std::vector<queue::Rest>> waiting() override { return rests_; }
  Result<std::vector<queue::InputStream>> streams(HeldId held) override {
    return InputFake(inputs_[held]).streams();
  }
  Result<std::string> bytes(HeldId held, std::size_t stream, std::uint64_t position) override {
    return inputs_[held][stream].second.substr(static_cast<std::size_t>(position), 3);
  }

 private:
  std::vector<queue::Rest> rests_;
  std::map<HeldId, std::vector<std::pair<std::string, std::string>>> inputs_;
};

}  // namespace trellis::testing
