using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace Lockstep.Tests.Shared;

/// <summary>A proof that takes more time, or more of a machine, than each run of the tests has: it is there where a variable is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(LongProofDiscoverer))]
internal sealed class LongProofAttribute : FactAttribute
{
    /// <param name="variable">As docs/testing.md names it.</param>
    public LongProofAttribute(string variable, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) => Variable = variable;

    public string Variable { get; }
}

/// <summary>Finds a <see cref="LongProofAttribute"/> where it is asked for.</summary>
internal sealed class LongProofDiscoverer : IXunitTestCaseDiscoverer
{
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
        factAttribute is LongProofAttribute proof && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(proof.Variable))
            ? new([])
            : new FactDiscoverer().Discover(discoveryOptions, testMethod, factAttribute);
}
