using System.Runtime.CompilerServices;

namespace RealtimeHub.Limits;

/// <summary>The buckets of one connection, one for each limit of <see cref="CallRates"/>.</summary>
[InlineArray(CallRates.Count)]
internal struct CallBuckets
{
    private long _first;
}
