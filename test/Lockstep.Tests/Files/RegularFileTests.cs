using System.IO.Pipes;
using System.Net.Sockets;
using CliWrap;
using Lockstep.Files;
using Lockstep.Tests.Shared;

namespace Lockstep.Tests.Files;

/// <summary>What is no file is refused at once, and what is larger than was expected is not read to its end.</summary>
public sealed class RegularFileTests
{
    [Fact]
    public async Task A_named_pipe_that_nobody_writes_to_is_refused_at_once_by_each_way_to_read()
    {
        using var folder = new TemporaryFolder();
        var pipe = Path.Combine(folder.FullPath, "pipe");
        await Cli.Wrap("mkfifo").WithArguments([pipe]).ExecuteAsync(TestContext.Current.CancellationToken);

        foreach (var read in (Action[])
        [
            () => RegularFile.ReadAllBytes(pipe), () => RegularFile.ReadAllText(pipe), () => RegularFile.ReadJson(pipe),
            () => _ = RegularFile.ReadLines(pipe).ToArray(), () => RegularFile.OpenRead(pipe).Dispose(), () => RegularFile.OpenHandle(pipe).Dispose(),
            () => Sha256.OfFile(pipe), () => FileBytes.Read(pipe).Dispose(),
        ])
        {
            var refused = await Task.Run(() => Assert.Throws<IOException>(read), TestContext.Current.CancellationToken).WaitAsync(
                TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Equal($"{pipe} is a named pipe, and no file. Name a file.", refused.Message);
        }
    }

    [Fact]
    public void A_device_and_a_socket_are_refused()
    {
        using var folder = new TemporaryFolder();
        var socket = Path.Combine(folder.FullPath, "s");
        using var listening = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listening.Bind(new UnixDomainSocketEndPoint(socket));

        Assert.Equal("/dev/zero is a device, and no file. Name a file.", Assert.Throws<IOException>(() => RegularFile.ReadAllBytes("/dev/zero")).Message);
        Assert.Equal($"{socket} is a socket, and no file. Name a file.", Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(socket)).Message);
    }

    [Fact]
    public void A_pipe_that_this_process_was_handed_is_read_up_to_the_limit()
    {
        Assert.Equal("here"u8.ToArray(), Read(most: 4));
        Assert.Contains(
            " has more than 0 MiB, too much for what was expected there.", Assert.Throws<IOException>(() => Read(most: 3)).Message, StringComparison.Ordinal);

        static byte[] Read(int most)
        {
            using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
            pipe.Write("here"u8);
            var end = $"/proc/self/fd/{pipe.GetClientHandleAsString()}";
            var read = RegularFile.OpenRead(end); // the end that is read stays open when the other is closed
            pipe.Dispose();
            using (read)
            {
                return RegularFile.ReadAllBytes($"/proc/self/fd/{read.SafeFileHandle.DangerousGetHandle()}", most);
            }
        }
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.FullPath, "large");
        using (var file = File.Create(path))
        {
            file.SetLength(1L << 40); // without a block on the disk
        }

        Assert.Equal(
            $"{path} has more than 64 MiB, too much for what was expected there. Name another file.",
            Assert.Throws<IOException>(() => RegularFile.ReadAllBytes(path)).Message);
    }

    [Fact]
    public void JSON_is_read_without_the_mark_that_an_editor_put_before_it()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.FullPath, "marked.json");
        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. "{}"u8]);

        Assert.Equal("{}"u8.ToArray(), RegularFile.ReadJson(path));
        Assert.Equal("{}", RegularFile.ReadAllText(path));
    }
}
