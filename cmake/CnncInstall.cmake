# An installation that works wherever it is moved: programs find libHalide and the embedded runtime
# from their own place, so the folders' names are fixed; LLVM and MLIR stay the system's.

include(CMakePackageConfigHelpers)

set(programs cnnc cnn-opt cnn-lsp-server)
set_target_properties(${programs} PROPERTIES
  INSTALL_RPATH "$ORIGIN/../lib;${LLVM_LIBRARY_DIR}" INSTALL_RPATH_USE_LINK_PATH OFF)
install(TARGETS ${programs} EXPORT cnncTargets RUNTIME DESTINATION bin)
get_target_property(halide Halide::Halide IMPORTED_LOCATION_RELEASE)
if(NOT halide)
  get_target_property(halide Halide::Halide LOCATION)
endif()
install(PROGRAMS ${halide} DESTINATION lib)

# As they lie in the tree, so that links between them lead somewhere.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs ${PROJECT_BINARY_DIR}/docs DESTINATION share/doc/cnnc
  FILES_MATCHING PATTERN "*.md" PATTERN "*.csv" PATTERN "*.png" PATTERN CMakeFiles EXCLUDE)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples DESTINATION share/doc/cnnc)

set(package lib/cmake/cnnc)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/cnncConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cnncConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cnncConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cnncConfig.cmake ${PROJECT_BINARY_DIR}/cnncConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/cnncModel.cmake DESTINATION ${package})
install(EXPORT cnncTargets NAMESPACE cnnc:: DESTINATION ${package})
