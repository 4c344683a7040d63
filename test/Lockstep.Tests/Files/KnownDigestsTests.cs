using Lockstep.Files;

namespace Lockstep.Tests.Files;

public sealed class KnownDigestsTests : IDisposable
{
    private static readonly DateTime Old = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly string folder = Directory.CreateTempSubdirectory("lockstep-digests-").FullName;

    private string Memory => Path.Combine(folder, "memory", "files.tsv");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_is_read_once_and_again_when_another_of_the_same_size_and_time_takes_its_place()
    {
        var (library, other) = (Library("lib.so", "old"), Library("other.so", "new"));
        Assert.Equal(Sha256.Of("old"), Remembered(library));
        Forge(library);
        Assert.Equal(new string('f', 64), Remembered(library)); // not read: what was remembered is believed

        File.Move(other, library, overwrite: true);
        Assert.Equal((3, Old), (new FileInfo(library).Length, File.GetLastWriteTimeUtc(library)));
        Assert.Equal(Sha256.Of("new"), Remembered(library));
    }

    [Fact]
    public void A_file_that_was_written_into_and_given_its_old_time_back_is_read_again()
    {
        var library = Library("lib.so", "old");
        Remembered(library);
        File.WriteAllText(library, "bad");
        File.SetLastWriteTimeUtc(library, Old);
        Assert.Equal(Sha256.Of("bad"), Remembered(library));
    }

    [Fact]
    public void What_was_written_a_moment_ago_is_not_remembered()
    {
        var digests = new KnownDigests(Memory, TimeSpan.FromMinutes(1));
        Assert.Equal(Sha256.Of("x"), digests.Of(Library("young.so", "x"), CancellationToken.None));
        digests.Save();
        Assert.False(File.Exists(Memory));
    }

    [Fact]
    public void Damage_of_the_memory_is_passed_over_whatever_it_is()
    {
        var library = Library("lib.so", "old");
        Remembered(library);
        var sound = File.ReadAllText(Memory);
        string[] damages = ["", "\0\0\0", sound[..40], sound.Replace(sound[..4], "0000"), "a\tb\tc\td\n" + sound, new string('x', 100_000), sound + sound];
        foreach (var damage in damages)
        {
            File.WriteAllText(Memory, damage);
            Assert.Equal(Sha256.Of("old"), Remembered(library));
        }

        File.Delete(Memory);
        Directory.CreateDirectory(Memory);
        Assert.Equal(Sha256.Of("old"), Remembered(library));
    }

    [Fact]
    public void What_two_processes_remember_at_once_is_kept_of_both_and_what_is_gone_is_forgotten()
    {
        var (first, second, gone) = (Library("a.so", "a"), Library("b.so", "b"), Library("c.so", "c"));
        Remembered(gone);
        var (one, two) = (new KnownDigests(Memory, TimeSpan.Zero), new KnownDigests(Memory, TimeSpan.Zero));
        one.Of(first, CancellationToken.None);
        two.Of(second, CancellationToken.None);
        File.Delete(gone);
        one.Save();
        two.Save();
        var lines = File.ReadAllLines(Memory);
        Assert.Equal([first, second], lines.Select(line => line.Split('\t')[2]));
        Assert.Null(new KnownDigests(Memory, TimeSpan.Zero).Of(gone, CancellationToken.None));
    }

    private string Library(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, Old);
        return path;
    }

    private string? Remembered(string file)
    {
        var digests = new KnownDigests(Memory, TimeSpan.Zero);
        var digest = digests.Of(file, CancellationToken.None);
        digests.Save();
        return digest;
    }

    /// <summary>Puts another digest into a sound line.</summary>
    private void Forge(string file)
    {
        var parts = File.ReadAllLines(Memory).Single(line => line.Contains(file)).Split('\t');
        var line = $"{new string('f', 64)}\t{parts[1]}\t{file}";
        File.WriteAllText(Memory, $"{line}\t{Sha256.Of(line)[..8]}\n");
    }
}
