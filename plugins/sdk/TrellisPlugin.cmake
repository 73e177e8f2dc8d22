# trellis_plugin(NAME SOURCES files... [LINKS targets...] [FILES files...] [NO_INSTALL])
#
# Builds NAME.so as a target plugin_NAME that exports trellis_adapter_v1 and nothing else, and puts it
# with adapter.json, its SHA-256 filled in, and FILES (such as samples) into
# ${TRELLIS_PLUGIN_OUTPUT}/NAME (the build's adapters/NAME where it is not set). adapter.json stands beside the CMakeLists.txt, or where MANIFEST says.
# Installs all of it to ${CMAKE_INSTALL_LIBDIR}/trellis/adapters/NAME.
include_guard(GLOBAL)
include(GNUInstallDirs)

function(trellis_plugin name)
  cmake_parse_arguments(arg "NO_INSTALL" "MANIFEST" "SOURCES;LINKS;FILES" ${ARGN})
  if(NOT arg_MANIFEST)
    set(arg_MANIFEST ${CMAKE_CURRENT_SOURCE_DIR}/adapter.json)
  endif()
  if(NOT TRELLIS_PLUGIN_OUTPUT)
    set(TRELLIS_PLUGIN_OUTPUT ${PROJECT_BINARY_DIR}/adapters)
  endif()
  set(target plugin_${name})
  set(folder ${TRELLIS_PLUGIN_OUTPUT}/${name})
  set(sdk ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
  set(map ${sdk}/trellis_plugin.map)

  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE Trellis::sdk ${arg_LINKS})
  target_compile_features(${target} PRIVATE cxx_std_17)
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${name} SUFFIX .so
    LIBRARY_OUTPUT_DIRECTORY ${folder}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON
    BUILD_WITH_INSTALL_RPATH ON)  # installing must not change a byte: its hash is in adapter.json
  target_link_options(${target} PRIVATE -Wl,--version-script=${map})
  if(NOT "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}" MATCHES "-fsanitize")
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-gnu-unique>)
  endif()
  set_target_properties(${target} PROPERTIES LINK_DEPENDS "${map};${arg_MANIFEST}")
  add_custom_command(TARGET ${target} POST_BUILD VERBATIM
    COMMAND ${CMAKE_COMMAND} -D LIBRARY=$<TARGET_FILE:${target}> -D MANIFEST=${arg_MANIFEST}
            -D OUTPUT=${folder}/adapter.json -P ${sdk}/TrellisPluginStamp.cmake)
  foreach(file IN LISTS arg_FILES)
    configure_file(${file} ${folder}/${file} COPYONLY)
  endforeach()

  if(NOT arg_NO_INSTALL)
    set(destination ${CMAKE_INSTALL_LIBDIR}/trellis/adapters/${name})
    install(FILES $<TARGET_FILE:${target}> ${folder}/adapter.json DESTINATION ${destination})
    foreach(file IN LISTS arg_FILES)
      get_filename_component(part ${file} DIRECTORY)
      install(FILES ${file} DESTINATION ${destination}/${part})
    endforeach()
  endif()
endfunction()
