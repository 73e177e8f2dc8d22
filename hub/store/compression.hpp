#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"

namespace trellis::store {

// What many records have in common. A frame made with one can be read with it only.
class Dictionary {
 public:
  // The ids that the zstd format leaves to private use (RFC 8878, 5) are this and above.
  static constexpr std::uint32_t first_id = 32'768;
  // None where the samples have too little in common, or are too few.
  static std::optional<Dictionary> learn(const std::vector<std::string>& samples, std::uint32_t id);
  static Result<Dictionary> read(std::string bytes);
  Dictionary(Dictionary&&) noexcept;
  ~Dictionary();

  std::uint32_t id() const;  // never 0
  const std::string& bytes() const;

 private:
  struct State;
  friend std::string compress(std::string_view bytes, const Dictionary* dictionary);
  friend Result<std::string> decompress(std::string_view frame, std::uint64_t most,
                                        const Dictionary* dictionary);
  explicit Dictionary(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One zstd frame with the size and a checksum of what is inside. May be shared: each thread has
// contexts of its own.
std::string compress(std::string_view bytes, const Dictionary* dictionary = nullptr);

// The dictionary that a frame was made with; 0: none.
std::uint32_t dictionary_of(std::string_view frame);

// Fails on damaged bytes, and on a frame that holds more than `most` bytes.
Result<std::string> decompress(std::string_view frame, std::uint64_t most,
                               const Dictionary* dictionary = nullptr);

}  // namespace trellis::store
