// Takes more memory than it is given.
#include <vector>

#include "lines.hpp"

class Greedy : public Lines {
 public:
  static constexpr const char* id = "greedy";
  using Lines::Lines;

 protected:
  void before(const std::string&) override {
    std::vector<std::string> all;
    while (true) all.emplace_back(std::size_t{64} << 20, 'x');
  }
};

TRELLIS_PLUGIN(Greedy)
