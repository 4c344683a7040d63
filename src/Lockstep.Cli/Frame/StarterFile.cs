namespace Lockstep.Cli.Frame;

/// <summary>The files that 'lockstep init' writes, as this program holds them.</summary>
internal static class StarterFile
{
    /// <param name="name">Below <c>Starter</c>, a dot for each slash.</param>
    public static string Read(string name)
    {
        using var stream = typeof(StarterFile).Assembly.GetManifestResourceStream($"Lockstep.Cli.Starter.{name}")
            ?? throw new InvalidOperationException($"The starter file {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
