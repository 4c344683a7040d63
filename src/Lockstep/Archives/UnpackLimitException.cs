namespace Lockstep.Archives;

/// <summary>An archive holds more than it may.</summary>
internal sealed class UnpackLimitException(string archive, string reason) : ArchiveException(archive, reason);
