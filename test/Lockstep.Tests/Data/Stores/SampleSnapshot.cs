using Lockstep.Snapshots;


namespace Lockstep.Tests.Data.Stores;

/// <summary>A small sealed folder with the names, sizes and repetitions that go wrong first.</summary>
internal static class SampleSnapshot
{
    public const string Name = "Katzen & Hunde ü/1";

    /// <summary>Seven files of six contents.</summary>
    public const int Objects = 6;

    public static (Snapshot Snapshot, Manifest Manifest) Write(string folder)
    {
        var snapshot = new Snapshot(folder);
        Write(snapshot, "cat/0001.jpg", "first");
        Write(snapshot, "cat/a b  c.jpg", "spaces");
        Write(snapshot, "cat/猫 😀 ü.jpg", "unicode");
        Write(snapshot, "dog/100%#1?&=\\'\".jpg", "signs");
        Write(snapshot, "dog/copy.jpg", "first");
        Write(snapshot, "dog/empty.txt", "");
        Write(snapshot, "deep/er/and/deeper/large.bin", string.Concat(Enumerable.Repeat("0123456789abcdef", 100_000)));
        return (snapshot, snapshot.Seal(Name, TimeProvider.System, hashedBytes: null, TestContext.Current.CancellationToken));
    }

    public static void Write(Snapshot snapshot, string relPath, string text)
    {
        var path = snapshot.PathOf(relPath);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        File.WriteAllText(path, text);
    }
}
