namespace Lockstep.Exec.Contents.Nodes;

/// <summary>A file's content can't be read as what it seems to be. Never leaves <see cref="FileContent"/>: the file is then compared by its bytes.</summary>
/// <param name="reason">Without a full stop, for "can't be read as …: it …".</param>
internal sealed class ContentException(string reason) : Exception(reason);
