#include "trellis/cutting_adapter.hpp"

namespace {

class Json : public trellis::CuttingAdapter {
 public:
  static constexpr const char* id = "json";
  static constexpr const char* version = "1.0.0";
  Json(trellis::Host host, std::string_view settings, std::string_view)
      : CuttingAdapter(host, settings, {"json"}) {}
};

}  // namespace

TRELLIS_PLUGIN(Json)
