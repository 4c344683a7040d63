using System.Text;
using Lockstep.Code.Restoring;
using Lockstep.Files;

namespace Lockstep.Tests.Code;

/// <summary>Work trees of git's for a while: many at once, and what is left of those whose process was killed.</summary>
public sealed class RestoredWorktreeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("lockstep-test-").FullName;
    private readonly string commit;

    public RestoredWorktreeTests()
    {
        Git("init", "-q", ".");
        File.WriteAllText(Path.Combine(folder, "a.txt"), "a\n");
        Git("add", "-A");
        Git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one");
        commit = Git("rev-parse", "HEAD").Trim();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Twenty_at_once_do_not_take_each_others_away_and_nothing_is_left()
    {
        await Parallel.ForAsync(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = Cancellation }, (_, cancellation) =>
        {
            Assert.Empty(ScratchWorktree.RemoveLeft(folder, cancellation));
            using var worktree = ScratchWorktree.Add(folder, commit, folder, cancellation);
            CommitTree.Write(folder, commit, worktree.Folder, cancellation);
            worktree.Index(commit, [], cancellation);
            Assert.Equal("a\n", File.ReadAllText(Path.Combine(worktree.Folder, "a.txt")));
            Assert.Equal(Path.GetFileName(folder), Path.GetFileName(worktree.Folder));
            return ValueTask.CompletedTask;
        });

        Assert.False(Directory.Exists(Path.Combine(folder, ".git/worktrees")));
        Assert.Single(Git("worktree", "list").Trim().Split('\n'));
    }

    [Fact]
    public void One_whose_process_is_gone_is_taken_away_and_no_folder_behind_a_link_in_it()
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data")).FullName;
        File.WriteAllText(Path.Combine(data, "kept.txt"), "kept");
        File.SetUnixFileMode(data, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var place = Directory.CreateTempSubdirectory("lockstep-code-").FullName;
        var tree = Path.Combine(place, "code");
        Git("worktree", "add", "-q", "--detach", tree, commit);
        Directory.CreateSymbolicLink(Path.Combine(tree, "data"), data);
        File.SetUnixFileMode(Directory.CreateDirectory(Path.Combine(tree, "frozen")).FullName, UnixFileMode.UserRead);
        var mark = Path.Combine(folder, ".git/worktrees/code/lockstep");

        Assert.Empty(ScratchWorktree.RemoveLeft(folder, Cancellation)); // without the mark it is the user's own
        File.WriteAllText(mark, $"another-machine\n{tree}\n");
        Assert.Empty(ScratchWorktree.RemoveLeft(folder, Cancellation));
        File.WriteAllText(mark, $"{Environment.MachineName}\n{tree}\n");
        using (var held = FolderHandle.Open(place))
        {
            Assert.True(held.TryLock());
            Assert.Empty(ScratchWorktree.RemoveLeft(folder, Cancellation));
        }

        Assert.Equal([tree], ScratchWorktree.RemoveLeft(folder, Cancellation));
        Assert.False(Directory.Exists(place) || Directory.Exists(Path.Combine(folder, ".git/worktrees")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserExecute, File.GetUnixFileMode(data));
        File.SetUnixFileMode(data, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        Assert.True(File.Exists(Path.Combine(data, "kept.txt")));
    }

    [Fact]
    public void A_kept_diff_is_told_apart_by_the_digest_of_its_first_part()
    {
        byte[] tracked = Encoding.UTF8.GetBytes("diff --git a/1 b/1\n+one\ndiff --git a/2 b/2\n+two\n");
        byte[] untracked = Encoding.UTF8.GetBytes("diff --git a/3 b/3\n+three\n");
        byte[] all = [.. tracked, .. untracked];

        Assert.Equal(untracked, RecordedDiff.Split(all, Sha256.Of(tracked)).Untracked);
        Assert.Equal(tracked, RecordedDiff.Split(all, Sha256.Of(tracked)).Tracked);
        Assert.Empty(RecordedDiff.Split(all, Sha256.Of(all)).Untracked);
        Assert.Empty(RecordedDiff.Split(all, sha256: null).Tracked);
        Assert.Throws<LockstepException>(() => RecordedDiff.Split(all, Sha256.Of("else")));
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("/etc/out")]
    [InlineData("way/out")]
    [InlineData("way")]
    [InlineData(".git/config")]
    public void No_place_behind_a_link_or_outside_is_one_of_the_tree(string path)
    {
        File.CreateSymbolicLink(Path.Combine(folder, "way"), "/tmp");

        Assert.Null(PlainPlace.In(folder, path));
        Assert.Equal(Path.Combine(folder, "new/file"), PlainPlace.In(folder, "new/file"));
    }

    private string Git(params string[] arguments) => Encoding.UTF8.GetString(Lockstep.Code.GitRepository.Bytes(folder, arguments, Cancellation));
}
