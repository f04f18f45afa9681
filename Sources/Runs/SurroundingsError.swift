/// An error of what surrounds a run, such as a missing file or a full disk: the same run may not meet it again, so that
/// its attempt stays open.
public protocol SurroundingsError: Error {}
