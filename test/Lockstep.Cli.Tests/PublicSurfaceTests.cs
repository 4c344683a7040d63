using System.Reflection;
using Lockstep.Tests.Shared;

namespace Lockstep.Cli.Tests;

/// <summary>What another program can use of Lockstep, as a file: a change of it is seen in the difference, and not by whoever builds on it.</summary>
public sealed class PublicSurfaceTests
{
    [Theory]
    [InlineData("Lockstep")]
    [InlineData("Lockstep.Vision")]
    [InlineData("Lockstep.Cli")]
    public void The_public_surface_is_as_written_down(string assembly) =>
        GoldenFile.Matches($"test/fixtures/api/{assembly}.txt", PublicSurface.Of(Assembly.Load(assembly)));
}
