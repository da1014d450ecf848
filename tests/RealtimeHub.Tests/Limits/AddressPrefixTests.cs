using System.Net;
using RealtimeHub.Limits;
using Xunit;

namespace RealtimeHub.Tests.Limits;

public sealed class AddressPrefixTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("0.0.0.1", "::1:0:0:0:0", false)]
    public void An_address_counts_with_its_network(string one, string other, bool same) =>
        Assert.Equal(same, AddressPrefix.Of(IPAddress.Parse(one)) == AddressPrefix.Of(IPAddress.Parse(other)));

    [Fact]
    public void No_address_is_none() => Assert.Null(AddressPrefix.Of(null));
}
