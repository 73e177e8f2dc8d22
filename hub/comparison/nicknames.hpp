#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hub/base/digest.hpp"
#include "hub/base/result.hpp"

namespace trellis::comparison {

// Which given names are forms of one another. A value; read from nicknames.csv.
class Nicknames {
 public:
  // Lines "name,forms" with the forms separated by spaces, after a header. Names are folded.
  static Result<Nicknames> parse(std::string_view csv, const std::string& file = {});
  static Result<Nicknames> read_file(const std::string& file);

  // The names that `given` is a form of, itself among them if it stands first in a line; sorted.
  // Two names are forms of one another where these meet: bill and will (william), but not alexander
  // and alexandra.
  const std::vector<std::uint32_t>& of(std::string_view given) const;
  std::size_t size() const { return forms_.size(); }
  const Digest& digest() const { return digest_; }  // of the text they were read from

 private:
  std::unordered_map<std::string, std::vector<std::uint32_t>> forms_;
  Digest digest_{};
};

}  // namespace trellis::comparison
