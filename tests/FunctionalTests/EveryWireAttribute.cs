using System.Reflection;
using RealtimeHub.TestKit;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace FunctionalTests;

/// <summary>
/// Runs a theory on every <see cref="Wire"/>: what the server promises, it promises on all of them. The wire is the first
/// argument, so that it stands in the name of each test; the given values are the others.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class EveryWireAttribute : DataAttribute
{
    private readonly object?[] _others;

    public EveryWireAttribute(params object?[] others) => _others = others;

    public override bool SupportsDiscoveryEnumeration() => true;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<Wire>().Select(wire => new TheoryDataRow([wire, .. _others]))]);
}
