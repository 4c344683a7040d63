namespace Lockstep.Archives;

/// <summary>An archive holds more than it may.</summary>
public sealed class UnpackLimitException(string archive, string reason) : ArchiveException(archive, reason);
