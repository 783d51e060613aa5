//PWX1LOOK JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Look at the files before anything is added
//*
//* Shows what is in the data set and whether RACF has it already;
//* changes nothing.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT CHECKCERT('PWXSTC.PWX.MZOS1.CA1')
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
RACDCERT CERTAUTH ADD('PWXSTC.PWX.MZOS1.CA1') +
  WITHLABEL('Example PowerExchange CA') TRUST
@@
//
//PWX3SIGN JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Make and sign the certificate here
//*
//* Makes a CA inside RACF that signs the machine's certificate.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT CERTAUTH GENCERT SUBJECTSDN(CN('PWX CA ZOS1')) +
  WITHLABEL('PWX CA ZOS1') RSA SIZE(3072) NOTAFTER(DATE(2039-12-30)) +
  KEYUSAGE(CERTSIGN)
@@
//* Makes key and certificate of the machine, signed by RACF's CA.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) GENCERT SUBJECTSDN(CN('zos1.example.com')) +
  WITHLABEL('PWX ZOS1') RSA SIZE(2048) NOTAFTER(DATE(2032-04-04)) +
  KEYUSAGE(HANDSHAKE) ALTNAME(IP(192.0.2.10) +
  DOMAIN('zos1.example.com')) SIGNWITH(CERTAUTH LABEL('PWX CA ZOS1'))
@@
//
//PWX4EXP  JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Export the CA certificate
//*
//* Writes the CA certificate, without its key, as base64 text; the
//* clients must trust it.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT CERTAUTH EXPORT(LABEL('PWX CA ZOS1')) +
  DSN('PWXSTC.PWX.MZOS1.CAEXP') FORMAT(CERTB64)
@@
//
//PWX5RING JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Make the key ring and put everything on it
//*
//* Makes the key ring.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) ADDRING(PWXRING)
@@
//* Puts the CA certificate on the ring: AT-TLS trusts what it signed.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) CONNECT(CERTAUTH LABEL('Example PowerExchange CA') +
  RING(PWXRING) USAGE(CERTAUTH))
@@
//* Puts the CA certificate on the ring: AT-TLS trusts what it signed.
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) CONNECT(CERTAUTH LABEL('PWX CA ZOS1') +
  RING(PWXRING) USAGE(CERTAUTH))
@@
//* Puts the machine's certificate on the ring as the one to show
//* (PERSONAL) unless the policy names another (DEFAULT).
//S004     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) CONNECT(ID(PWXSTC) LABEL('PWX ZOS1') RING(PWXRING) +
  USAGE(PERSONAL) DEFAULT)
@@
//* Makes certificates and rings current in memory; only needed where
//* these classes are RACLISTed.
//S005     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
SETROPTS RACLIST(DIGTCERT,DIGTRING) REFRESH
@@
//
//PWX6ACC  JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Give the listener's user access to the ring
//*
//* Lets the listener's user open rings: READ for rings of its own,
//* UPDATE for another user's (class FACILITY, for all rings at once).
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
PERMIT IRR.DIGTCERT.LISTRING CLASS(FACILITY) ID(PWXSTC) ACCESS(READ)
@@
//* Makes the permission effective.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
SETROPTS RACLIST(FACILITY) REFRESH
@@
//
//PWX7LIST JOB (ACCT),'POWEREXCHANGE TLS',CLASS=A,MSGCLASS=H,
//         NOTIFY=&SYSUID
//*
//* ZOS1: Show the result, and send the listing back
//*
//* Proof: shows the ring with everything on it.
//S001     EXEC PGM=IKJEFT01,REGION=0M
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) LISTRING(PWXRING)
@@
//* Proof: shows the certificate itself.
//S002     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) LIST(LABEL('PWX ZOS1'))
@@
//* Proof: shows the certificate with its issuers.
//S003     EXEC PGM=IKJEFT01,REGION=0M,COND=(0,LT)
//SYSTSPRT DD SYSOUT=*
//SYSTSIN  DD DATA,DLM='@@'
RACDCERT ID(PWXSTC) LISTCHAIN(LABEL('PWX ZOS1'))
@@
//
