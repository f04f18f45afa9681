/// Everything that a package needs to state studies of its own and to run them: the language, what a run is, and the
/// commands.
@_exported public import AblateArchitectures
@_exported public import AblateCommands
@_exported public import AblateDatasets
@_exported public import AblateRoadmaps
@_exported public import AblateRunner
@_exported public import AblateRuns
