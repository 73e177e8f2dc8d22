include(GoogleTest)

# trellis_test(NAME sources LINKS targets): a test program over the shared precompiled header, found by ctest.
function(trellis_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE trellis_test_support trellis_warnings ${arg_LINKS})
  # The precompiled header fits only code compiled as it was: -fPIC, as in a library.
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  # Tests are compiled more often than run; the sanitizers watch the code under test, not the tests.
  target_compile_options(${name} PRIVATE -fPIC -O0 -fno-sanitize=all)
  target_precompile_headers(${name} REUSE_FROM trellis_test_support)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES TIMEOUT 300 ENVIRONMENT "TRELLIS_SHARED=${PROJECT_SOURCE_DIR}/../shared")
endfunction()

# hub_test(FOLDER [LINKS targets]): every tests/hub/FOLDER/*.cpp in one program, hub_FOLDER_test.
function(hub_test folder)
  cmake_parse_arguments(arg "" "" "LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/hub/${folder}/*.cpp)
  if(sources)
    trellis_test(hub_${folder}_test SOURCES ${sources} LINKS hub_${folder} ${arg_LINKS})
  endif()
endfunction()
