/// The program that runs, as its users type it: sentences that name a command to give begin with it.
package enum Program {
    /// Set once, before the first command is parsed.
    package nonisolated(unsafe) static var name = "ablate"
}
