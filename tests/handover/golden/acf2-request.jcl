//PWX1LOOK JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Look at the files before anything is added
//*
//* Shows what is in the data set; changes nothing.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
CHKCERT DSNAME('PWXSTC.PWX.MZOS1.CA1')
END
@@
//
//PWX2CA   JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Add the CA certificates of the other side
//*
//* Adds the CA certificate, so that certificates signed by it can be
//* validated.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
INSERT CERTAUTH.PWXCA1 DSNAME('PWXSTC.PWX.MZOS1.CA1') +
  LABEL('Example PowerExchange CA') TRUST
END
@@
//
//PWX3REQ  JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Make the key and the certificate request
//*
//* Makes the key pair in ACF2, with a self-signed certificate that
//* holds its place until the answer comes.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
GENCERT PWXSTC.PZOS1 SUBJSDN(CN='zos1.example.com') LABEL('PWX ZOS1') +
  SIZE(2048) EXPIRE(04/04/32) KEYUSAGE(HANDSHAKE) +
  ALTNAME(IP=192.0.2.10 DOMAIN=zos1.example.com)
END
@@
//* Writes the certificate request, base64 text, for the CA to sign.
//* The data set must not exist before.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
GENREQ PWXSTC.PZOS1 DSNAME('PWXSTC.PWX.MZOS1.CSR')
END
@@
//
//PWX4RPLY JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Add the signed certificate
//*
//* Shows what is in the data set; changes nothing.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
CHKCERT DSNAME('PWXSTC.PWX.MZOS1.CERT')
END
@@
//* Puts the signed certificate in the place of the self-signed one;
//* the private key joins it because the record key is the same.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
INSERT PWXSTC.PZOS1 DSNAME('PWXSTC.PWX.MZOS1.CERT') LABEL('PWX ZOS1') +
  TRUST
END
@@
//
//PWX5RING JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Make the key ring and put everything on it
//* AFTERWARDS, ON THE CONSOLE: F ACF2,REBUILD(USR),CLASS(P)
//*
//* Makes the key ring.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(KEYRING)
INSERT PWXSTC.PZOS1 RINGNAME(PWXRING)
END
@@
//* Puts the CA certificate on the ring: AT-TLS trusts what it signed.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
CONNECT CERTDATA(CERTAUTH.PWXCA1) KEYRING(PWXSTC.PZOS1) +
  USAGE(CERTAUTH)
END
@@
//* Puts the machine's certificate on the ring as the one to show
//* (PERSONAL) unless the policy names another (DEFAULT).
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
CONNECT CERTDATA(PWXSTC.PZOS1) KEYRING(PWXSTC.PZOS1) USAGE(PERSONAL) +
  DEFAULT
END
@@
//
//PWX6ACC  JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Give the listener's user access to the ring
//* AFTERWARDS, ON THE CONSOLE: F ACF2,REBUILD(RDA)
//*
//* Lets the listener's user open this one ring and use the private key
//* (resource type RDA, ring-specific).
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET RESOURCE(RDA)
RECKEY PWXSTC ADD(PWXRING.LST USER(PWXSTC) SERVICE(READ) ALLOW)
END
@@
//
//PWX7MAP  JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Tie each client's certificate to a user ID
//* AFTERWARDS, ON THE CONSOLE: F
//* ACF2,REBUILD(USR),CLASS(P),DIVISION(CERTMAP)
//*
//* Ties every certificate with this subject to a user ID;
//* ClientAuthType SAFCheck lets in only clients that have one.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTMAP)
INSERT PWXINT.PWXMAP1 SDNFILTR('CN=intsvc.example.com') TRUST
END
@@
//* Ties every certificate with this subject to a user ID;
//* ClientAuthType SAFCheck lets in only clients that have one.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTMAP)
INSERT USERID.PWXMAP2 SDNFILTR('CN=etlclient.example.com') TRUST
END
@@
//* Ties every certificate with this subject to a user ID;
//* ClientAuthType SAFCheck lets in only clients that have one.
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTMAP)
INSERT USERID.PWXMAP3 SDNFILTR('CN=winnav.example.com') TRUST
END
@@
//
//PWX8LIST JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Show the result, and send the listing back
//*
//* Proof: shows the ring with everything on it.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(KEYRING)
LIST PWXSTC.PZOS1
END
@@
//* Proof: shows the certificate itself.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
CHKCERT PWXSTC.PZOS1
END
@@
//* Proof: shows the certificate with its issuers.
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
ACF
SET PROFILE(USER) DIVISION(CERTDATA)
CHKCERT PWXSTC.PZOS1 CHAIN
END
@@
//
