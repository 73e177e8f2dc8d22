// Keeps a kibibyte of every line for ever.
#include <cstdlib>
#include <cstring>

#include "lines.hpp"

inline void* volatile kept = nullptr;

class Leaks : public Lines {
 public:
  static constexpr const char* id = "leaks";
  using Lines::Lines;

 protected:
  void before(const std::string&) override {
    kept = std::malloc(1024);
    if (kept != nullptr) std::memset(kept, 1, 1024);
  }
};

TRELLIS_PLUGIN(Leaks)
